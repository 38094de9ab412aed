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
