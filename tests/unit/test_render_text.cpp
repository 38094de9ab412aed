#include <doctest/doctest.h>

#include <csignal>

#include "report/render_text.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

Result exited(int code) {
  Result result;
  result.cmd = "prog a";
  result.pid = 7;
  result.exit = ExitStatus{ExitStatus::Kind::Code, code, false};
  return result;
}

Lines messages(const Result& result) {
  Options options;
  options.verb = Verb::ExecFile;
  return render_messages(result, options);
}

}  // namespace

TEST_CASE("render_text: no message for the child's own exit") {
  CHECK(messages(exited(0)).empty());
  CHECK(messages(exited(3)).empty());
}

TEST_CASE("render_text: a limit of memory, by the watch and by the kernel") {
  Options options;
  options.verb = Verb::ExecFile;
  options.job.limits.max_memory = 100 << 20;
  Result result = exited(0);
  result.exit = ExitStatus{ExitStatus::Kind::Signal, SIGTERM, false};
  result.intervention =
      Intervention{.reason = Reason::MaxMemory,
                   .memory = {.bytes = 144179200, .processes = 5},
                   .path = {.signals = {{SIGTERM, {}, 5}}, .by = Containment::Subreaper}};
  ProcessSnapshot process;
  process.pid = 9;
  process.rss_kib = 2048;
  process.argv.append(std::string_view("a\0b\0", 4));
  auto& processes = result.intervention->path.snapshot.processes;
  processes = {process, process};
  processes[1].pid = 10;
  processes[1].rss_kib = 3000;
  CHECK(render_messages(result, options) ==
        Lines{"'prog a' used more than 100 MiB of memory (--max-memory): 137.5 MiB in 5 processes; "
              "sent SIGTERM to 5 processes",
              "  10 a b: 2.9 MiB resident", "  9 a b: 2 MiB resident"});
  result.intervention =
      Intervention{.reason = Reason::MaxMemory, .path = {.by = Containment::Cgroup}};
  CHECK(render_messages(result, options) ==
        Lines{"'prog a' used more than 100 MiB of memory (--max-memory): its cgroup had no "
              "memory left; the kernel killed it (oom kill)"});
  // It may not, where oom_score_adj is -1000.
  result.killed = true;
  result.intervention->path.signals = {{SIGTERM, {}, 2}};
  CHECK(render_messages(result, options) ==
        Lines{"'prog a' used more than 100 MiB of memory (--max-memory): its cgroup had no "
              "memory left; sent SIGTERM to 2 processes"});
}

TEST_CASE("render_text: a SIGKILL that coincides with an OOM kill") {
  Result result = exited(0);
  result.exit = ExitStatus{ExitStatus::Kind::Signal, SIGKILL, false};
  const std::string killed = "'prog a' was killed by SIGKILL";
  const std::string by_kernel =
      "; the kernel killed a process in this memory cgroup for lack of memory (oom kill)";
  CHECK(messages(result) == Lines{killed});
  result.tree = TreeUsage{.oom_kills = 0};
  CHECK(messages(result) == Lines{killed});
  result.tree->oom_kills = 1;
  CHECK(messages(result) == Lines{killed + by_kernel});
  result.killed = true;  // the signal was cpr's
  CHECK(messages(result) == Lines{killed});
  result.killed = false;
  result.exit->value = SIGTERM;
  CHECK(messages(result) == Lines{"'prog a' was killed by SIGTERM"});
}

TEST_CASE("render_text: ends that no e2e case can cause everywhere") {
  Result dumped = exited(0);
  dumped.exit = ExitStatus{ExitStatus::Kind::Signal, SIGQUIT, true};
  CHECK(messages(dumped) == Lines{"'prog a' was killed by SIGQUIT (core dumped)"});
  Result unknown = exited(0);
  unknown.exit.reset();
  unknown.status_unknown = true;
  CHECK(messages(unknown) ==
        Lines{"'prog a': exit status unknown: another process or library reaped it"});
  Result stuck = exited(0);
  stuck.unkillable = true;
  CHECK(messages(stuck) == Lines{"cannot kill or list some descendants: there is no usable /proc"});
  stuck.leaked.push_back({.pid = 9, .argv = {"cp", "x"}, .state = 'D'});
  CHECK(messages(stuck) == Lines{"cannot kill pid 9 'cp': still in state D after SIGKILL"});
  stuck.leaked_unnamed = 7;
  CHECK(messages(stuck) == Lines{"cannot kill pid 9 'cp': still in state D after SIGKILL",
                                 "cannot kill 7 more processes"});
}

TEST_CASE("render_text: leftover processes are running, or have been terminated") {
  Result result = exited(0);
  result.leaked.push_back({.pid = 9, .argv = {"cp", "x"}, .age = 13ms, .holds = {1, 5}});
  Options options;
  options.job.limits.leaks = LeakAction::Warn;
  CHECK(render_messages(result, options) ==
        Lines{"still running: pid 9 'cp x' (13 ms old), holding stdout and fd 5 open"});
  result.cleanup = Cleanup{.path = {.signals = {{SIGTERM, {}, 1}}, .by = Containment::Subreaper}};
  CHECK(render_messages(result, options) ==
        Lines{"'prog a' left 1 process running; sent SIGTERM to 1 process",
              "terminated: pid 9 'cp x' (13 ms old), holding stdout and fd 5 open"});
}

TEST_CASE("render_text: a timeout says what the processes were doing") {
  Result result = exited(0);
  result.exit = ExitStatus{ExitStatus::Kind::Signal, SIGTERM, false};
  result.killed = true;
  result.intervention =
      Intervention{.path = {.signals = {{SIGTERM, {}, 1}}, .by = Containment::Subreaper}};
  auto& processes = result.intervention->path.snapshot.processes;
  for (int pid = 7; pid < 19; ++pid) {
    processes.push_back({.pid = pid, .state = 'T', .argv = ArgvText(std::string_view("x\0", 2))});
  }
  Options options;
  options.job.limits.timeout = 1s;
  auto lines = render_messages(result, options);
  CHECK(lines.size() == 11);
  CHECK(lines[0] == "'prog a' timed out after 1 s; sent SIGTERM to 1 process");
  CHECK(lines[1] == "  7 x: stopped by a signal");
  CHECK(lines[10] == "  and 3 more processes");

  options.verbosity = Verbosity::Info;
  CHECK(render_messages(result, options).size() == 13);

  result.intervention->reason = Reason::Interrupted;
  CHECK(render_messages(result, options).size() == 1);
}

TEST_CASE("render_text: a timeout of a command that had exited") {
  Result result = exited(0);
  result.intervention =
      Intervention{.path = {.signals = {{SIGTERM, {}, 1}}, .by = Containment::Subreaper}};
  auto& processes = result.intervention->path.snapshot.processes;
  const ArgvText argv(std::string_view("x\0", 2));
  processes.push_back({.pid = 8, .state = 'T', .argv = argv});
  processes.push_back({.pid = 9, .state = 'T', .argv = argv, .holds = 2});
  Options options;
  options.job.limits.timeout = 1s;
  const std::string exited =
      "'prog a' timed out after 1 s; it had exited, but its output was held open; sent SIGTERM to "
      "1 process";
  CHECK(render_messages(result, options) == Lines{exited,
                                                  "  9 x: holds stdout open; stopped by a signal",
                                                  "  8 x: stopped by a signal"});
  // It exits while the snapshot is taken.
  processes.push_back({.pid = 7, .state = 'S', .argv = argv});
  CHECK(render_messages(result, options).front() ==
        "'prog a' timed out after 1 s; sent SIGTERM to 1 process");
}

TEST_CASE("render_text: a hook that was killed at its time limit, above the message of the run") {
  Options options;
  options.verb = Verb::ExecFile;
  options.job.limits.timeout = 2s;
  options.job.limits.before_kill = BeforeKill{.command = "gdb -p $CPR_PID"};
  Result result = exited(0);
  auto& path = result.intervention.emplace().path;
  path.by = Containment::Subreaper;
  path.hook = HookEnd{.exit = ExitStatus{ExitStatus::Kind::Signal, SIGKILL, false},
                      .timed_out = true,
                      .duration = 60s};
  path.signals.push_back({.signal = SIGTERM, .at = 62s, .to = {.pids = 1}});
  result.killed = true;
  CHECK(render_messages(result, options) ==
        Lines{"--before-kill: killed 'gdb -p $CPR_PID', which was still running after 60 s",
              "'prog a' timed out after 2 s; sent SIGTERM to 1 process"});
  // With --json the object has it.
  CHECK(render_own_errors(result, options).empty());
}
