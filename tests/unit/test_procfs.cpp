#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "loop/fd.hpp"
#include "process/linux/procfs.hpp"

using namespace cpr;

namespace {

/// A child that sleeps until it is killed by the destructor.
struct Waiter {
  Waiter() : pid(::fork()) {
    if (pid == 0) {
      ::prctl(PR_SET_NAME, "odd) R 1 (name");
      while (true) ::pause();
    }
  }
  ~Waiter() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  pid_t pid;
};

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> found;
  procfs::children(
      pid,
      [](pid_t child, void* context) {
        static_cast<std::vector<pid_t>*>(context)->push_back(child);
      },
      &found);
  return found;
}

}  // namespace

TEST_CASE("procfs: parent, state and start of a process with a misleading name") {
  const Waiter waiter;
  const auto self = procfs::stat(::getpid());
  auto stat = procfs::stat(waiter.pid);
  REQUIRE(stat);
  REQUIRE(self);
  CHECK(stat->parent == ::getpid());
  CHECK(stat->start >= self->start);
  CHECK(procfs::age(*stat) >= Duration::zero());
  CHECK(procfs::age(*stat) < std::chrono::seconds(50));
}

TEST_CASE("procfs: a process that does not exist has no stat") {
  pid_t pid = 0;
  {
    const Waiter waiter;
    pid = waiter.pid;
  }
  CHECK_FALSE(procfs::stat(pid));
  CHECK(procfs::argv(pid).front() == "[]");
}

TEST_CASE("procfs: the lists of children and of all processes") {
  const Waiter first;
  const Waiter second;
  const auto children = children_of(::getpid());
  CHECK(std::count(children.begin(), children.end(), first.pid) == 1);
  CHECK(std::count(children.begin(), children.end(), second.pid) == 1);
  std::vector<pid_t> all;
  procfs::all(
      [](pid_t pid, void* context) { static_cast<std::vector<pid_t>*>(context)->push_back(pid); },
      &all);
  CHECK(std::count(all.begin(), all.end(), first.pid) == 1);
  CHECK(std::count(all.begin(), all.end(), ::getpid()) == 1);
}

TEST_CASE("procfs: arguments and pipes") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const Fd read(ends[0]);
  const Fd write(ends[1]);
  CHECK(procfs::argv(::getpid()).front().find("unit") != std::string::npos);
  CHECK(procfs::pipes(::getpid()).size() >= 2);
}
