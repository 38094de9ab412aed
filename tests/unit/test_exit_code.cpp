#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>

#include "report/exit_code.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

Result ended(ExitStatus::Kind kind, int value) {
  Result result;
  result.exit = ExitStatus{kind, value, false};
  return result;
}

Result code(int value) {
  return ended(ExitStatus::Kind::Code, value);
}
Result signal_death(int value) {
  return ended(ExitStatus::Kind::Signal, value);
}

Result with(Result result, Reason reason, int signal = 0) {
  result.intervention = Intervention{.reason = reason, .signal = signal};
  return result;
}

Result with_lost(Result result, int stream, int error) {
  result.lost.push_back({.stream = stream, .error = error});
  return result;
}

Ending end(const Result& result) {
  return ending_of(result, {});
}

}  // namespace

TEST_CASE("exit code: the child's own") {
  for (const int value : {0, 1, 124, 125, 126, 127, 255}) CHECK(end(code(value)) == Ending{value});
  for (const int value : {1, 9, 15, 34, 64}) CHECK(end(signal_death(value)) == Ending{128 + value});
}

TEST_CASE("exit code: limits, with and without --preserve-status") {
  CHECK(end(with(code(0), Reason::Timeout)) == Ending{124});
  CHECK(end(with(signal_death(SIGKILL), Reason::Timeout)) == Ending{124});
  CHECK(end(with(signal_death(SIGTERM), Reason::MaxBuffer)) == Ending{125});
  CHECK(end(with(signal_death(SIGKILL), Reason::MaxMemory)) == Ending{125});
  CHECK(ending_of(with(code(3), Reason::Timeout), {.preserve = true}) == Ending{3});
  Result never_started = with(code(0), Reason::Timeout);
  never_started.exit.reset();
  CHECK(ending_of(never_started, {.preserve = true}) == Ending{124});
  CHECK(ending_of(with(signal_death(SIGTERM), Reason::MaxBuffer), {.preserve = true}) ==
        Ending{143});
}

TEST_CASE("exit code: a signal to cpr is what cpr dies of, however the child reacted to it") {
  CHECK(end(with(code(0), Reason::Interrupted, SIGINT)) == Ending{.signal = SIGINT});
}

TEST_CASE("exit code: after a signal to cpr, --preserve-status and PID 1 report the child's own") {
  for (const StatusRules rules : {StatusRules{.preserve = true}, StatusRules{.as_init = true}}) {
    CHECK(ending_of(with(code(7), Reason::Interrupted, SIGHUP), rules) == Ending{7});
    CHECK(ending_of(with(signal_death(SIGTERM), Reason::Interrupted, SIGTERM), rules) ==
          Ending{143});
  }
  CHECK(ending_of(with(code(0), Reason::Timeout), {.as_init = true}) == Ending{124});
}

TEST_CASE("exit code: Ctrl-C that the child died of, and one that it handled") {
  CHECK(ending_of(signal_death(SIGINT), {.typed_signal = SIGINT}) == Ending{.signal = SIGINT});
  CHECK(ending_of(code(0), {.typed_signal = SIGINT}) == Ending{0});
  CHECK(ending_of(signal_death(SIGKILL), {.typed_signal = SIGINT}) == Ending{128 + SIGKILL});
}

TEST_CASE("exit code: output that was lost") {
  CHECK(end(with_lost(code(0), 1, ENOSPC)) == Ending{125});
  CHECK(end(with_lost(code(0), 2, EIO)) == Ending{125});
  CHECK(end(with_lost(code(0), 1, EPIPE)) == Ending{.signal = SIGPIPE});
  CHECK(end(with_lost(signal_death(SIGPIPE), 1, EPIPE)) == Ending{.signal = SIGPIPE});
  CHECK(end(with_lost(code(3), 2, EPIPE)) == Ending{3});
  CHECK(end(with(with_lost(code(0), 1, 0), Reason::Timeout)) == Ending{124});
}

TEST_CASE("exit code: starts that failed") {
  const auto failed = [](StartStep step, int error) {
    Result result;
    result.failure = StartFailure{.step = step, .error = error};
    return end(result);
  };
  CHECK(failed(StartStep::Exec, ENOENT) == Ending{127});
  CHECK(failed(StartStep::Exec, EACCES) == Ending{126});
  CHECK(failed(StartStep::Exec, E2BIG) == Ending{126});
  CHECK(failed(StartStep::Interpreter, ENOENT) == Ending{127});
  CHECK(failed(StartStep::Interpreter, EACCES) == Ending{126});
  for (const auto step : {StartStep::Fork, StartStep::Stdio, StartStep::Cwd, StartStep::Groups,
                          StartStep::Gid, StartStep::Uid}) {
    CHECK(failed(step, ENOENT) == Ending{125});
  }
}

TEST_CASE("exit code: a process that could not be killed") {
  Result result = with(code(0), Reason::Timeout);
  result.unkillable = true;
  CHECK(end(result) == Ending{125});
}

TEST_CASE("exit code: as a shell reports it") {
  CHECK(shell_status({.status = 3}) == 3);
  CHECK(shell_status({.signal = SIGPIPE}) == 128 + SIGPIPE);
}
