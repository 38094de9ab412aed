#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "process/other_process.hpp"
#include "process/process_token.hpp"

using namespace cpr;

namespace {

/// A child that is held until it may go on, and the pidfd of it.
struct Held {
  template <typename Then>
  explicit Held(Then then) {
    auto gate = make_pipe();
    auto ready = make_pipe();
    REQUIRE((gate && ready));
    pid = ::fork();
    if (pid == 0) {
      const ProcessToken own = own_token();
      static_cast<void>(!::write(ready->write_end.get(), &own, sizeof own));
      char none = 0;
      static_cast<void>(!::read(gate->read_end.get(), &none, 1));
      then();
      ::_exit(0);
    }
    open = std::move(gate->write_end);
    ProcessToken token;
    REQUIRE(::read(ready->read_end.get(), &token, sizeof token) == sizeof token);
    process = open_process(token);
    REQUIRE(process);
  }
  ~Held() {
    if (!reaped) ::kill(pid, SIGKILL);
    reap();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  void await_zombie() {
    // Not the end of file: later children hold this end as well.
    REQUIRE(::write(open.get(), "", 1) == 1);
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
  }
  void reap() {
    if (!reaped) ::waitpid(pid, nullptr, 0);
    reaped = true;
  }

  pid_t pid = 0;
  bool reaped = false;
  Fd open;
  Fd process;
};

bool has(const std::vector<pid_t>& pids, pid_t pid) {
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

}  // namespace

TEST_CASE("other_process: the status of a zombie, and of a process that was reaped") {
  Held exiting([] { ::_exit(7); });
  Held killed([] { ::raise(SIGKILL); });
  for (auto* child : {&exiting, &killed}) {
    child->await_zombie();
    const auto zombie = exit_status(child->process, child->pid, Clock::now());
    REQUIRE(zombie);
    CHECK(zombie->signaled() == (child == &killed));
    CHECK(zombie->value == (child == &killed ? SIGKILL : 7));
    child->reap();
    // None before Linux 6.15.
    const auto reaped = exit_status(child->process, child->pid, Clock::now());
    if (reaped) CHECK(*reaped == *zombie);
  }
}

TEST_CASE("other_process: a zombie whose status reads 0 has no status until it is reaped") {
  Held exiting([] { ::_exit(0); });
  exiting.await_zombie();
  CHECK_FALSE(exit_status(exiting.process, exiting.pid, Clock::now()));
  exiting.reap();
  const auto reaped = exit_status(exiting.process, exiting.pid, Clock::now());
  if (reaped) CHECK(*reaped == ExitStatus{});
}

TEST_CASE("other_process: the status of a process is not that of another with its number") {
  Held first([] { ::_exit(3); });
  Held second([] { ::_exit(4); });
  first.await_zombie();
  first.reap();
  second.await_zombie();
  const auto status = exit_status(first.process, second.pid, Clock::now());
  if (status) CHECK(status->value == 3);
}

TEST_CASE("other_process: signals that are ignored, stops, arguments, age") {
  Held child([] {});
  CHECK_FALSE(ignores_signal(child.pid, SIGUSR2));
  CHECK_FALSE(is_stopped_supervisor(child.pid));
  ::kill(child.pid, SIGSTOP);
  int status = 0;
  REQUIRE(::waitpid(child.pid, &status, WUNTRACED) == child.pid);
  CHECK(is_stopped_supervisor(child.pid));
  ::kill(child.pid, SIGCONT);
  CHECK(arguments_of(child.pid) == arguments_of(::getpid()));
  CHECK(age_of(child.pid) >= Duration::zero());
  CHECK_FALSE(age_of(2147483647));
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGUSR2, &ignore, &before);
  CHECK(ignores_signal(::getpid(), SIGUSR2));
  CHECK_FALSE(ignores_signal(::getpid(), SIGUSR1));
  ::sigaction(SIGUSR2, &before, nullptr);
}

TEST_CASE("process_table: descendants, parents before their children") {
  auto pids = make_pipe();
  REQUIRE(pids);
  const pid_t parent = ::fork();
  if (parent == 0) {
    const pid_t child = ::fork();
    if (child > 0) static_cast<void>(!::write(pids->write_end.get(), &child, sizeof child));
    while (true) ::pause();
  }
  pid_t child = 0;
  REQUIRE(::read(pids->read_end.get(), &child, sizeof child) == sizeof child);
  const ProcessTable table;
  CHECK(table.below(parent) == std::vector<pid_t>{child});
  const auto below = table.below(::getpid());
  CHECK(std::find(below.begin(), below.end(), parent) <
        std::find(below.begin(), below.end(), child));
  CHECK(has(below, child));
  CHECK_FALSE(has(below, ::getpid()));
  CHECK(table.below(child).empty());
  ::kill(child, SIGKILL);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // Reparented to this process if another test has made it a subreaper.
  ::waitpid(child, nullptr, 0);
}
