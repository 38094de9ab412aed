#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <nlohmann/json.hpp>

#include "format/printable.hpp"
#include "report/render.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

namespace {

Options options_of(bool json) {
  Options options;
  options.verb = Verb::ExecFile;
  options.json = json;
  options.job.stdio = {{}, {.kind = StdioSpec::Kind::Pipe}, {.kind = StdioSpec::Kind::Pipe}};
  return options;
}

Result plain(int code) {
  Result result;
  result.cmd = "prog a";
  result.file = "prog";
  result.argv = {"prog", "a"};
  result.pid = 7;
  result.exit = ExitStatus{ExitStatus::Kind::Code, code, false};
  return result;
}

std::string render_json(const Result& result, const Options& options) {
  JsonWriter json;
  write_json(json, result, options, options.json);
  return json.take();
}

nlohmann::json parsed(const Result& result, const Options& options) {
  return nlohmann::json::parse(render_json(result, options));
}

}  // namespace

TEST_CASE("render: a child's own exit has nothing to say") {
  CHECK(render_messages(plain(0), options_of(false)).empty());
  CHECK(render_messages(plain(3), options_of(false)).empty());
}

TEST_CASE("render: durations for people") {
  CHECK(human(300ms) == "300 ms");
  CHECK(human(5s) == "5 s");
  CHECK(human(1500ms) == "1.5 s");
  CHECK(human(90s) == "90 s");
  CHECK(human(250us) == "250 us");
}

TEST_CASE("render: a command for people stays on one line and short") {
  CHECK(in_quotes(std::string(71, 'x') + "\xc3\xa4") == "'" + std::string(71, 'x') + "...'");
  CHECK(in_quotes(std::string(200, 'x')).size() < 80);
}

TEST_CASE("render: every key, always, in its order") {
  const std::string keys[] = {
      "cpr",     "method", "cmd",       "file",       "args",          "cwd",   "pid",
      "verdict", "code",   "signal",    "killed",     "timedOut",      "error", "stdout",
      "stderr",  "output", "truncated", "durationMs", "resourceUsage", "kill",  "leaked"};
  Result failed;
  failed.failure = StartFailure{.step = StartStep::Exec, .error = ENOENT, .culprit = "prog"};
  failed.argv = {"prog"};
  const Result normal = plain(0);
  for (const Result* result : {&normal, static_cast<const Result*>(&failed)}) {
    const std::string text = render_json(*result, options_of(true));
    std::size_t at = 0;
    for (const auto& key : keys) {
      CAPTURE(key);
      const auto found = text.find("\"" + key + "\":", at);
      REQUIRE(found != text.npos);
      at = found;
    }
    CHECK(nlohmann::json::parse(text).size() == std::size(keys));
  }
}

TEST_CASE("render: error is null exactly when nothing was wrong") {
  CHECK(parsed(plain(0), options_of(true))["error"].is_null());
  CHECK(parsed(plain(1), options_of(true))["error"]["code"] == 1);
  Result timed_out = plain(0);
  timed_out.intervention = Intervention{.reason = Reason::Timeout};
  const auto json = parsed(timed_out, options_of(true));
  CHECK(json["error"]["code"] == "ETIMEDOUT");
  CHECK(json["error"]["message"] == "spawn prog ETIMEDOUT");
  CHECK(json["code"] == 0);
  CHECK(json["timedOut"] == true);
}

TEST_CASE("render: streams are null without capture, empty after a failed start") {
  Result result = plain(0);
  CHECK(parsed(result, options_of(false))["stdout"].is_null());
  Result failed;
  failed.failure = StartFailure{.error = ENOENT};
  failed.argv = {"prog"};
  CHECK(parsed(failed, options_of(true))["stdout"] == "");
}

TEST_CASE("render: what each failed step says") {
  const auto says = [](StartStep step, int error, std::string culprit) {
    return describe(
        StartFailure{.step = step, .error = error, .fd = 3, .culprit = std::move(culprit)});
  };
  CHECK(says(StartStep::Cwd, ENOENT, "/x") == "working directory '/x' does not exist");
  CHECK(says(StartStep::Cwd, EACCES, "/x") == "permission to enter working directory '/x' denied");
  CHECK(says(StartStep::Exec, ENOENT, "x") == "no such program in PATH");
  CHECK(says(StartStep::Exec, EACCES, "/no/x") == "permission to execute '/no/x' denied");
  CHECK(says(StartStep::Interpreter, ENOENT, "/i") == "its interpreter '/i' does not exist");
  CHECK(says(StartStep::Fork, EAGAIN, "") ==
        "no process can be made: Resource temporarily unavailable");
  CHECK(describe(StartFailure{.step = StartStep::Stdio, .error = EINVAL}) ==
        "its descriptors cannot be made: Invalid argument");
  CHECK(says(StartStep::Stdio, EMFILE, "") == "descriptor 3 cannot be made: Too many open files");
  CHECK(says(StartStep::Cwd, ELOOP, "/x") ==
        "working directory '/x': Too many levels of symbolic links");
  CHECK(says(StartStep::Session, EPERM, "") == "cannot make a session: Operation not permitted");
  CHECK(says(StartStep::Gid, EPERM, "7") == "cannot become group 7: Operation not permitted");
  CHECK(says(StartStep::Exec, ETXTBSY, "x") == "'x' is open for writing");
  CHECK(says(StartStep::Exec, ENOEXEC, "x") == "'x' is not a program for this machine");
}

TEST_CASE("render: ends that no test can bring about everywhere") {
  const auto says = [](const Result& result) { return render_messages(result, options_of(false)); };
  using Lines = std::vector<std::string>;
  Result dumped = plain(0);
  dumped.exit = ExitStatus{ExitStatus::Kind::Signal, SIGQUIT, true};
  CHECK(says(dumped) == Lines{"'prog a' was ended by SIGQUIT (core dumped)"});
  Result unknown = plain(0);
  unknown.exit.reset();
  unknown.status_unknown = true;
  CHECK(says(unknown) ==
        Lines{"'prog a': exit status unknown: another process or library has waited for it"});
  Result stuck = plain(0);
  stuck.unkillable = true;
  CHECK(says(stuck) == Lines{"processes are left that cannot be seen: there is no usable /proc"});
  stuck.leaked.push_back({.pid = 9, .argv = {"cp", "x"}, .state = 'D'});
  CHECK(says(stuck) == Lines{"process 9 ('cp') does not die (state D)"});
  stuck.leaked_unnamed = 7;
  CHECK(says(stuck) ==
        Lines{"process 9 ('cp') does not die (state D)", "7 more processes do not die"});
}
