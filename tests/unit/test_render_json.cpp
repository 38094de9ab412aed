#include <doctest/doctest.h>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "report/exit_code.hpp"
#include "report/render_json.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

Options options_of(bool json) {
  Options options;
  options.verb = Verb::ExecFile;
  options.json = json;
  const Destination to{json ? Destination::Kind::Capture : Destination::Kind::Discard};
  const StdioSpec pipe{.kind = StdioSpec::Kind::OutputPipe, .destination = to};
  options.job.stdio = {{}, pipe, pipe};
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

/// For tests/schema, as in keep.sh.
void keep(const std::string& result) {
  const char* folder = std::getenv("JSON_DIR");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  std::ofstream(std::string(folder) + "/results-" + std::to_string(::getpid()), std::ios::app)
      << result;
}

std::string render_json(const Result& result, const Options& options) {
  JsonWriter json;
  write_json(json, result, options, options.json, shell_status(ending_of(result, {})));
  json.finish();
  keep(json.text());
  return json.take();
}

nlohmann::json parsed(const Result& result, const Options& options) {
  return nlohmann::json::parse(render_json(result, options));
}

}  // namespace

TEST_CASE("render_json: every key, always, in order") {
  const std::string keys[] = {
      "cpr",       "method", "cmd",       "file",       "args",          "cwd",   "pid",
      "verdict",   "code",   "signal",    "killed",     "timedOut",      "error", "stdout",
      "stderr",    "output", "truncated", "durationMs", "resourceUsage", "kill",  "leaked",
      "startedAt", "status", "tree",      "attempts",   "readyAtMs"};
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

TEST_CASE("render_json: error is null exactly when nothing went wrong") {
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

TEST_CASE("render_json: what the tree has used") {
  CHECK(parsed(plain(0), options_of(true))["tree"].is_null());
  Result result = plain(0);
  result.tree = TreeUsage{.user_us = 5, .system_us = 7};
  const auto tree = [&] {
    const std::string text = render_json(result, options_of(true));
    const auto at = text.find("\"tree\":");
    return text.substr(at + 7, text.find('}', at) - at - 6);
  };
  CHECK(
      tree() ==
      R"({"userCPUTime":5,"systemCPUTime":7,"peakMemory":null,"peakProcesses":null,"oomKills":null,"by":"rusage"})");
  result.tree->peak_memory = 9;
  result.tree->peak_processes = 2;
  result.tree->oom_kills = 0;
  result.tree->source = TreeUsage::Source::Cgroup;
  CHECK(
      tree() ==
      R"({"userCPUTime":5,"systemCPUTime":7,"peakMemory":9,"peakProcesses":2,"oomKills":0,"by":"cgroup"})");
}

TEST_CASE("render_json: the error of a limit of memory") {
  Result result = plain(0);
  result.cmd = "prog";
  result.intervention = Intervention{.reason = Reason::MaxMemory};
  const auto json = parsed(result, options_of(true));
  CHECK(json["verdict"] == "max-memory");
  CHECK(json["error"]["code"] == "ERR_CPR_MAX_MEMORY");
  CHECK(json["error"]["message"] == "Command exceeded its memory limit: prog");
  CHECK(json["kill"]["reason"] == "max-memory");
}

TEST_CASE("render_json: the members of a process group are not counted") {
  Result result = plain(0);
  auto& signals = result.intervention.emplace().path.signals;
  signals.push_back({.signal = SIGTERM, .to = {.pids = 3}});
  signals.push_back({.signal = SIGKILL, .to = {.pids = 1, .groups = 1}});
  const auto json = parsed(result, options_of(false))["kill"]["signals"];
  CHECK(json[0]["pids"] == 3);
  CHECK(json[1]["pids"].is_null());
}

TEST_CASE("render_json: streams are null without capture, empty after a failed start") {
  Result result = plain(0);
  CHECK(parsed(result, options_of(false))["stdout"].is_null());
  Result failed;
  failed.failure = StartFailure{.error = ENOENT};
  failed.argv = {"prog"};
  CHECK(parsed(failed, options_of(true))["stdout"] == "");
}
