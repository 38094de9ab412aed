#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "process/tree.hpp"

using namespace cpr;

namespace {

/// Forks a child that calls `does`, and then waits forever.
template <typename Does>
pid_t child_that(Does does) {
  int ready[2];
  REQUIRE(::pipe2(ready, O_CLOEXEC) == 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    // Without the handler of the test framework and the mask of an engine in an earlier test.
    ::signal(SIGTERM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    does();
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char byte = 0;
  CHECK(::read(ready[0], &byte, 1) == 1);
  ::close(ready[0]);
  ::close(ready[1]);
  return pid;
}

/// Makes the caller a tree of two.
void fork_one() {
  if (::fork() == 0) {
    while (true) ::pause();
  }
}

/// A chain of forks: each the child of the one before.
void fork_down(int depth) {
  if (depth > 0 && ::fork() == 0) {
    fork_down(depth - 1);
    while (true) ::pause();
  }
}

int reap_all() {
  int reaped = 0;
  while (::waitpid(-1, nullptr, 0) > 0) ++reaped;
  return reaped;
}

}  // namespace

TEST_CASE("tree: a deep one, whose members are too young to be told apart by their age") {
  constexpr int depth = 100;
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  child_that([] { fork_down(depth); });
  std::size_t members = 0;
  while ((members = tree.leftovers({}).named.size()) <= depth) ::usleep(1000);
  CHECK(members == depth + 1);
  CHECK(tree.signal(SIGTERM, true).pids == depth + 1);
  CHECK(reap_all() == depth + 1);
}

TEST_CASE("tree: every member is signalled once, regardless of its session") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  child_that([] {
    fork_one();
    ::setsid();
    fork_one();
  });
  CHECK_FALSE(tree.empty());
  CHECK(tree.signal(SIGTERM, true).pids == 3);
  CHECK(reap_all() == 3);
  CHECK(tree.empty());
  CHECK(tree.signal(SIGTERM, true).pids == 0);
}

TEST_CASE("tree: a process that the handler of a signal starts does not receive that signal") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  static int go[2];
  REQUIRE(::pipe2(go, O_CLOEXEC) == 0);
  // Runs a clean-up command, which finishes when a byte arrives.
  const auto clean_up = [](int) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::signal(SIGTERM, SIG_DFL);
      sigset_t none;
      sigemptyset(&none);
      ::sigprocmask(SIG_SETMASK, &none, nullptr);
      char byte = 0;
      ::_exit(::read(go[0], &byte, 1) == 1 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(pid, &status, 0);
    ::_exit(status == 0 ? 42 : 1);
  };
  const pid_t handles = child_that([&] { ::signal(SIGTERM, clean_up); });
  // So many that signalling all takes longer than a fork.
  constexpr int others = 60;
  for (int i = 0; i < others; ++i) child_that([] {});
  CHECK(tree.signal(SIGTERM, true).pids == 1 + others);
  REQUIRE(::write(go[1], "x", 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(handles, &status, 0) == handles);
  CHECK(WEXITSTATUS(status) == 42);
  CHECK(reap_all() == others);
  CHECK(tree.empty());
  ::close(go[0]);
  ::close(go[1]);
}

TEST_CASE("tree: members that are stopped or ignore signals are killed") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(Containment::Subreaper));
  child_that([] { ::signal(SIGTERM, SIG_IGN); });
  const pid_t stopped = child_that([] {});
  REQUIRE(::kill(stopped, SIGSTOP) == 0);
  CHECK(tree.kill().pids == 2);
  CHECK(reap_all() == 2);
}

TEST_CASE("tree: leftover processes are named with the pipes that they hold open") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  int pipe[2];
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  struct stat info {};
  REQUIRE(::fstat(pipe[1], &info) == 0);
  const pid_t pid = child_that([] {});
  const auto leftovers = tree.leftovers({{.fd = 1, .inode = info.st_ino}}).named;
  REQUIRE(leftovers.size() == 1);
  CHECK(leftovers[0].pid == pid);
  CHECK(leftovers[0].holds == std::vector<int>{1});
  CHECK_FALSE(leftovers[0].exiting);
  tree.end_now();
  CHECK(tree.empty());
  CHECK(tree.leftovers({}).named.empty());
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_CASE("tree: a process that is set aside, and those below it, are not members") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  Process member;
  member.pid = child_that([] { fork_one(); });
  tree.add_child(member, false);
  const pid_t aside = child_that([] { fork_one(); });
  tree.set_aside(aside);
  CHECK(tree.count() == 2);
  int listed = 0;
  const auto count_one = [](pid_t, void* count) {
    ++*static_cast<int*>(count);
    return true;
  };
  CHECK(tree.list(count_one, &listed) == 0);
  CHECK(listed == 2);
  CHECK(tree.leftovers({}).named.size() == 2);
  CHECK(tree.signal(SIGTERM, false).pids == 2);
  CHECK(::waitpid(member.pid, nullptr, 0) == member.pid);
  static_cast<void>(tree.kill());
  const auto end = Clock::now() + std::chrono::seconds(5);
  while (tree.count() > 0 && Clock::now() < end) ::sched_yield();  // it takes a moment to die
  CHECK(tree.count() == 0);
  CHECK_FALSE(tree.empty());
  CHECK(::kill(aside, 0) == 0);
  SUBCASE("until it is reaped") {
    tree.forget_aside(aside);
    CHECK(tree.kill().pids >= 2);
    CHECK(reap_all() >= 2);
  }
  SUBCASE("but all are killed in the end") {
    tree.end_now();
  }
  CHECK(tree.empty());
}

TEST_CASE("tree: it is killed although no file descriptor is free") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{64, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  {
    Tree tree;
    REQUIRE_FALSE(tree.prepare(std::nullopt));
    child_that([] { fork_one(); });
    std::vector<Fd> all;
    for (Fd fd(::open("/dev/null", O_RDONLY)); fd; fd = Fd(::open("/dev/null", O_RDONLY))) {
      all.push_back(std::move(fd));
    }
    CHECK(tree.kill().pids == 2);
    CHECK(reap_all() == 2);
  }
  CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

TEST_CASE("tree: of very many leftover processes the first are named, and the others counted") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  constexpr int count = 300;
  for (int i = 0; i < count; ++i) child_that([] {});
  const Leftovers leftovers = tree.leftovers({});
  CHECK(leftovers.named.size() == 256);
  CHECK(leftovers.unnamed == count - 256);
  tree.end_now();
}
