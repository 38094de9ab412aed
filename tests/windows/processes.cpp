// What src/process does with the processes of Windows. The child is child.exe, in the current
// directory.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/command.hpp"
#include "io/pipe_io.hpp"
#include "loop/windows/pipe_ends.hpp"
#include "process/environment.hpp"
#include "process/lookup.hpp"
#include "process/real_path.hpp"
#include "process/signal_queue.hpp"
#include "process/snapshot.hpp"
#include "process/spawn.hpp"
#include "process/tree.hpp"
#include "process/tree_usage.hpp"

using namespace cpr;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

namespace {

constinit Snapshotter snapshotter;

constexpr Duration longest = 30s;

/// One child, its tree, and the pipe with its output.
class Run {
 public:
  explicit Run(SignalQueue& signals) : signals_(signals) {}
  ~Run() {
    tree.end_now();
    tree.release();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  std::optional<StartFailure> start(Command command, std::vector<FdAction> more = {}) {
    REQUIRE_FALSE(tree.prepare(std::nullopt));
    job.command = std::move(command);
    execve = resolve(job.command, own_environment());
    auto pipe = make_pipe();
    REQUIRE(pipe);
    std::vector<FdAction> actions{
        {.kind = FdAction::Kind::Open, .target = 0, .path = "/dev/null", .flags = _O_RDONLY},
        {.kind = FdAction::Kind::Dup, .target = 1, .source = pipe->write_end.get()},
        {.kind = FdAction::Kind::Same, .target = 2, .source = 1}};
    actions.insert(actions.begin() + 2, more.begin(), more.end());
    auto started = start_process(job, execve, actions, {}, {.container = tree.container()});
    output_ = std::move(pipe->read_end);
    if (auto* failure = std::get_if<StartFailure>(&started)) return std::move(*failure);
    process = std::move(std::get<Process>(started));
    tree.add_child(process, false);
    return std::nullopt;
  }

  /// Waits for signals until `done()`. Each wait is for an event.
  template <typename Done>
  bool await(Done done) {
    const TimePoint end = Clock::now() + longest;
    std::array<ArrivedSignal, 16> room;
    while (!done()) {
      if (Clock::now() > end) return false;
      if (signals_.take(room).empty()) ::Sleep(1);
    }
    return true;
  }

  Reaped await_exit() {
    Reaped reaped;
    REQUIRE(await([&] {
      reaped = reap_any();
      return reaped.pid > 0;
    }));
    CHECK(reaped.pid == process.pid);
    return reaped;
  }

  /// What it has written, up to the end or to the text.
  std::string read_until(const std::string& text) {
    std::string all;
    std::array<char, 4096> room;
    REQUIRE(await([&] {
      const auto n = read_some(output_.get(), room);
      if (n > 0) all.append(room.data(), static_cast<std::size_t>(n));
      return n == 0 || (!text.empty() && all.find(text) != std::string::npos);
    }));
    return all;
  }
  std::string read_all() { return read_until(""); }

  bool await_empty() {
    return await([&] { return tree.empty(); });
  }

  Tree tree;
  Job job;
  Execve execve;
  Process process;

 private:
  SignalQueue& signals_;
  Fd output_;
};

std::string child() {
  return real_path("child.exe").value_or("no child.exe");
}

}  // namespace

TEST_CASE("processes: the exit code has 32 bits, and the exit is a signal to cpr") {
  SignalQueue signals;
  for (const std::uint32_t code : {0U, 3U, 255U, 3221225477U}) {
    Run run(signals);
    REQUIRE_FALSE(run.start({.file = child(), .args = {"exit", std::to_string(code)}}));
    std::array<ArrivedSignal, 4> room;
    std::span<ArrivedSignal> arrived;
    REQUIRE(run.await([&] { return !(arrived = signals.take(room)).empty(); }));
    CHECK(arrived.front().number == SIGCHLD);
    const Reaped reaped = run.await_exit();
    CHECK_FALSE(reaped.exit.signaled());
    CHECK(reaped.exit.code() == code);
    CHECK(run.await_empty());
    CHECK(reap_any().childless());
  }
}

TEST_CASE("processes: arguments come through, and the environment in UTF-16") {
  SignalQueue signals;
  Run run(signals);
  Command command{.file = child(),
                  .args = {"variable", "a", "args", "a b", "", "\"q\\", "\xc3\xa4"}};
  command.env.set = {{"A", "\xf0\x9f\x98\x80"}};
  REQUIRE_FALSE(run.start(command));
  const std::string output = run.read_all();
  CHECK(output.find("=\xf0\x9f\x98\x80") != std::string::npos);
  CHECK(output.find("\xc3\xa4") != std::string::npos);
  CHECK(output.find("a b") != std::string::npos);
  CHECK(run.await_exit().exit == ExitStatus{});
}

TEST_CASE("processes: why a program cannot be started") {
  SignalQueue signals;
  Run run(signals);
  const auto check = [&](Command command, StartStep step, int error, const std::string& culprit) {
    CAPTURE(command.file);
    const auto failure = run.start(std::move(command));
    REQUIRE(failure);
    CHECK(failure->step == step);
    CHECK(failure->error == error);
    CHECK(failure->culprit == culprit);
    CHECK_FALSE(has_children());
  };
  check({.file = "not-a-program"}, StartStep::Exec, ENOENT, "not-a-program");
  check({.file = "C:\\not\\a.exe"}, StartStep::Exec, ENOENT, "C:\\not\\a.exe");
  check({.file = child(), .cwd = "C:\\not"}, StartStep::Cwd, ENOENT, "C:\\not");
  check({.file = child(), .cwd = child()}, StartStep::Cwd, ENOTDIR, child());
  check({.file = "x.bat"}, StartStep::Exec, EINVAL, "x.bat");
  check({.file = ".\\X.CMD. "}, StartStep::Exec, EINVAL, ".\\X.CMD. ");
  check({.file = "echo", .args = {"a&b"}, .shell = "cmd.exe"}, StartStep::Exec, ENOTSUP, "a&b");
  check({.file = child(), .args = {std::string(40000, 'x')}}, StartStep::Exec, E2BIG, child());
  run.job.identity.uid = 1;
  check({.file = child()}, StartStep::Uid, ENOTSUP, "");
}

TEST_CASE("processes: the name of a pipe may be taken") {
  // Every second number: some of them come next.
  std::vector<HANDLE> taken;
  for (int number = 0; number < 2000; number += 2) {
    const auto name = L"\\\\.\\pipe\\cpr-" + std::to_wstring(::GetCurrentProcessId()) + L"-" +
                      std::to_wstring(number);
    taken.push_back(
        ::CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 1, 0, 0, 0, nullptr));
  }
  for (int i = 0; i < 10; ++i) CHECK(make_pipe(OwnEnd::Write));
  for (const HANDLE one : taken) ::CloseHandle(one);
}

TEST_CASE("processes: a descriptor that is not open is not passed on") {
  SignalQueue signals;
  Run run(signals);
  const auto failure =
      run.start({.file = child()}, {{.kind = FdAction::Kind::Dup, .target = 3, .source = 77}});
  REQUIRE(failure);
  CHECK(failure->step == StartStep::Stdio);
  CHECK(failure->error == EBADF);
  CHECK(failure->fd == 3);
}

TEST_CASE("processes: a killed child reports the signal, another one its code") {
  SignalQueue signals;
  for (const int signal : {SIGKILL, SIGTERM}) {
    Run run(signals);
    REQUIRE_FALSE(run.start({.file = child(), .args = {"say", "ready", "forever"}}));
    run.read_until("ready");
    CHECK(send_signal(run.process, 0));
    CHECK_FALSE(send_signal(run.process, SIGUSR1));
    CHECK(send_signal(run.process, signal));
    CHECK(run.await_exit().exit == ExitStatus{.kind = ExitStatus::Kind::Signal, .value = signal});
    CHECK_FALSE(send_signal(run.process, signal));
  }
  // The code alone means nothing.
  Run run(signals);
  REQUIRE_FALSE(run.start({.file = child(), .args = {"exit", "137"}}));
  CHECK(run.await_exit().exit == ExitStatus{.value = 137});
}

TEST_CASE("processes: nothing leaves the tree, and a kill ends all of it") {
  SignalQueue signals;
  Run run(signals);
  REQUIRE_FALSE(run.start(
      {.file = child(),
       .args = {"start",   "detached", "[",     "forever", "]", "start", "new-group", "[",
                "forever", "]",        "start", "plain",   "[", "start", "detached",  "[",
                "forever", "]",        "exit",  "0",       "]", "say",   "ready",     "forever"}}));
  run.read_until("ready");
  CHECK(run.await([&] { return run.tree.count() == 4; }));
  CHECK(run.tree.containment() == Containment::Job);
  CHECK(run.tree.leftovers({}).named.size() == 4);

  const auto& snapshot = snapshotter.take(run.tree, {}, TimePoint::max());
  REQUIRE(snapshot.processes.size() == 4);
  const auto* top = snapshot.find(static_cast<int>(run.process.pid));
  REQUIRE(top != nullptr);
  CHECK(argv_words(top->argv).front().find("child.exe") != std::string::npos);
  CHECK(top->threads >= 1);

  const Recipients killed = run.tree.kill();
  CHECK(killed.pids == 4);
  CHECK(killed.child);
  CHECK(run.await_exit().exit.value == SIGKILL);
  CHECK(run.await_empty());
  CHECK(run.tree.left() == Tree::Left::None);
  CHECK(run.tree.kill().pids == 0);
}

TEST_CASE("processes: what was left alone goes on when the tree is released") {
  SignalQueue signals;
  windows::OwnedHandle left;
  {
    Run run(signals);
    REQUIRE_FALSE(run.start(
        {.file = child(), .args = {"start", "detached", "[", "forever", "]", "exit", "0"}}));
    run.await_exit();
    REQUIRE(run.await([&] { return run.tree.count() == 1; }));
    CHECK_FALSE(run.tree.empty());
    left = windows::open_process(run.tree.leftovers({}).named.front().pid);
    REQUIRE(left);
    run.tree.release();
  }
  CHECK(windows::is_running(left.get()));
  const windows::OwnedHandle process(
      ::OpenProcess(PROCESS_TERMINATE, FALSE, ::GetProcessId(left.get())));
  CHECK(::TerminateProcess(process.get(), 1));
}

TEST_CASE("processes: the shell is cmd.exe, with the command as it is") {
  SignalQueue signals;
  Run run(signals);
  REQUIRE_FALSE(run.start({.file = "echo \"a  b\" && exit 4", .shell = "cmd.exe"}));
  CHECK(run.read_all().find("\"a  b\"") != std::string::npos);
  CHECK(run.await_exit().exit.code() == 4);
}
