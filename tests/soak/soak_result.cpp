// Reads cpr's result and checks that it is consistent.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "soak.hpp"

namespace soak {
namespace {

using nlohmann::json;

constexpr const char* result_file = "result.json";

template <typename T>
std::optional<T> maybe(const json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<T>();
}

std::string kill_contradiction(const Result& result) {
  double last = 0;
  bool sigkill = false;
  for (const auto& sent : result.sent) {
    if (sent.at_ms < last) return "signals are not in order";
    if (sent.pids < 1) return "a signal to no process";
    last = sent.at_ms;
    sigkill = sigkill || sent.signal == "SIGKILL";
  }
  if (sigkill != result.forced) return "forced contradicts the signals";
  if (!result.empty_at_ms) return "the tree was never empty";
  if (*result.empty_at_ms < last) return "empty before the last signal";
  if (result.duration_ms < *result.empty_at_ms) return "durationMs is before emptyAtMs";
  return "";
}

/// For tests/schema, as in keep.sh.
void keep(const std::string& result) {
  const char* folder = std::getenv("JSON_DIR");
  if (folder == nullptr) return;
  std::filesystem::create_directories(folder);
  std::ofstream(std::string(folder) + "/results", std::ios::app) << result;
}

}  // namespace

std::string fresh_result_file() {
  scratch();
  ::unlink(result_file);
  return result_file;
}

std::optional<Result> read_result() {
  Result result;
  std::ostringstream content;
  content << std::ifstream(result_file).rdbuf();
  result.text = content.str();
  keep(result.text);
  const json all = json::parse(result.text, nullptr, false);
  if (all.is_discarded()) return std::nullopt;
  result.verdict = all["verdict"];
  result.code = maybe<int>(all["code"]);
  result.signal = maybe<std::string>(all["signal"]);
  result.killed = all["killed"];
  result.timed_out = all["timedOut"];
  result.duration_ms = all["durationMs"];
  result.leaked = all["leaked"].size();
  const json& kill = all["kill"];
  result.intervened = !kill.is_null();
  if (!result.intervened) return result;
  result.reason = kill["reason"];
  for (const auto& sent : kill["signals"]) {
    result.sent.push_back({sent["signal"], sent["atMs"], sent["pids"]});
  }
  result.forced = kill["forced"];
  result.empty_at_ms = maybe<double>(kill["emptyAtMs"]);
  result.by = kill["by"];
  return result;
}

std::string contradiction(const Result& result, int status) {
  if (result.code.has_value() == result.signal.has_value())
    return "not exactly one of code and signal";
  if (result.timed_out != (result.verdict == "timeout")) return "verdict contradicts timedOut";
  if (result.timed_out != (status == 124)) return "timedOut contradicts the exit status";
  if (result.timed_out != result.intervened) return "timedOut contradicts kill";
  if (result.leaked != 0) return "leaked is not empty";
  if (result.timed_out) {
    if (result.reason != "timeout") return "verdict contradicts the reason of kill";
    return kill_contradiction(result);
  }
  if (result.killed) return "killed without kill";
  if (result.verdict == "exit")
    return result.code == status ? "" : "code contradicts the exit status";
  return "an unexpected verdict";
}

}  // namespace soak
