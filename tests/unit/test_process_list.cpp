#include "process/process_list.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include "loop/fd.hpp"

using namespace cpr;

namespace {

/// A child that runs a function with the descriptor to which it reports a pid, and then waits.
pid_t start(const std::function<void(int)>& work, pid_t& reported) {
  auto report = make_pipe();
  REQUIRE(report);
  const pid_t pid = ::fork();
  if (pid == 0) {
    work(report->write_end.get());
    while (true) ::pause();
  }
  report->write_end.reset();
  REQUIRE(::read(report->read_end.get(), &reported, sizeof reported) == sizeof reported);
  return pid;
}

void report_self(int fd) {
  const pid_t self = ::getpid();
  [[maybe_unused]] const auto n = ::write(fd, &self, sizeof self);
}

void fork_and_report(int fd) {
  if (::fork() == 0) report_self(fd);
}

void* fork_in_thread(void* fd) {
  fork_and_report(*static_cast<int*>(fd));
  while (true) ::pause();
}

bool contains(std::span<const pid_t> pids, pid_t pid) {
  return std::count(pids.begin(), pids.end(), pid) == 1;
}

}  // namespace

TEST_CASE("process list: children, their children, and what is added later") {
  Tree tree;
  REQUIRE_FALSE(tree.prepare(std::nullopt));
  ProcessList list(tree);
  CHECK(list.update().empty());

  pid_t self = 0;
  const pid_t child = start(report_self, self);
  CHECK(contains(list.update(), child));
  CHECK(list.pids().size() == 1);
  CHECK(list.update().size() == 1);  // nothing is new

  pid_t grandchild = 0;
  const pid_t parent = start(fork_and_report, grandchild);
  pid_t of_thread = 0;
  const pid_t threaded = start(
      [](int fd) {
        pthread_t thread{};
        ::pthread_create(&thread, nullptr, fork_in_thread, &fd);
        while (true) ::pause();
      },
      of_thread);
  const auto pids = list.update();
  CHECK(pids.size() == 5);
  for (const pid_t pid : {child, parent, grandchild, threaded, of_thread}) {
    CHECK(contains(pids, pid));
  }

  // An orphan is a child of this process, which is a subreaper.
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  pid_t another = 0;
  const pid_t last = start(report_self, another);
  CHECK(contains(list.update(), grandchild));
  CHECK(contains(list.pids(), last));
  // Numbers that were used before the list was made are found by listing anew.
  for (int i = 0; i < 10; ++i) list.update();
  CHECK_FALSE(contains(list.pids(), parent));
  CHECK(list.pids().size() == 5);
  for (const pid_t pid : {child, grandchild, threaded, last}) {
    ::kill(pid, SIGKILL);
    CHECK(::waitpid(pid, nullptr, 0) == pid);
  }
  ::kill(of_thread, SIGKILL);
  CHECK(::waitpid(of_thread, nullptr, 0) == of_thread);
}

namespace {

bool set_last_pid(pid_t pid) {
  const Fd file(::open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC));
  const std::string text = std::to_string(pid);
  return ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// As PID 1 of a new namespace. \returns 0 if all are found; 77 if numbers cannot be chosen here
int find_after_wrapping_around() {
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("proc", "/proc", "proc", 0, nullptr) != 0 || !set_last_pid(300)) {
    return 77;
  }
  Tree tree;
  if (tree.prepare(std::nullopt)) return 77;
  ProcessList list(tree);
  pid_t old = 0;
  start(report_self, old);
  list.update();
  if (!set_last_pid(100)) return 77;
  list.update();  // all anew
  pid_t grandchild = 0;
  const pid_t parent = start(fork_and_report, grandchild);
  const auto pids = list.update();
  const bool in_order = old == 301 && parent == 101 && grandchild == 102;
  return in_order && contains(pids, old) && contains(pids, parent) && contains(pids, grandchild)
             ? 0
             : 1;
}

}  // namespace

TEST_CASE("process list: numbers that have wrapped around") {
  const pid_t host = ::fork();
  if (host == 0) {
    if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) ::_exit(77);
    const pid_t init = ::fork();
    if (init == 0) ::_exit(find_after_wrapping_around());
    int status = 0;
    ::waitpid(init, &status, 0);
    ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(host, &status, 0) == host);
  if (WEXITSTATUS(status) == 77) {
    MESSAGE("not tested: a PID namespace cannot be made here");
    return;
  }
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
