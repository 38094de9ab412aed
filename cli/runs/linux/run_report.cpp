#include "runs/run_report.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "process/snapshot.hpp"
#include "process/tree_usage.hpp"
#include "report/snapshot_json.hpp"
#include "report/snapshot_text.hpp"

namespace cpr::cli {
namespace {

/// The processes below a supervisor, without those of cpr itself: the guardians are forked from it
/// and have its arguments.
std::vector<pid_t> tree_of(pid_t supervisor, const ProcessTable& processes) {
  std::vector<pid_t> tree = processes.below(supervisor);
  const auto own = arguments_of(supervisor);
  std::erase_if(tree, [&](pid_t pid) { return arguments_of(pid) == own; });
  return tree;
}

Snapshot snapshot_of(pid_t supervisor, const std::vector<pid_t>& tree) {
  static constinit Snapshotter snapshotter;
  Snapshot snapshot(snapshotter.take(tree, {}, TimePoint::max()));
  snapshot.own_pid = supervisor;
  return snapshot;
}

/// `3d4h`, `2h5m`, `5m12s`, `12s`
std::string compact(Duration duration) {
  using namespace std::chrono;
  const auto seconds_left = std::max(floor<seconds>(duration), 0s);
  struct Unit {
    seconds size;
    std::string_view name;
  };
  constexpr std::array<Unit, 4> units{{{24h, "d"}, {1h, "h"}, {1min, "m"}, {1s, "s"}}};
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (seconds_left < units[i].size) continue;
    const auto rest = seconds_left % units[i].size / units[i + 1].size;
    return fmt::format("{}{}{}", seconds_left / units[i].size, units[i].name,
                       rest != 0 ? fmt::format("{}{}", rest, units[i + 1].name) : "");
  }
  return fmt::format("{}s", seconds_left.count());
}

std::string state_text(const RunReport& run) {
  const Record& record = run.record;
  if (run.state == RunState::Ended) return fmt::format("ended:{}", record.end->status);
  if (record.attempts > 1 && run.state != RunState::Lost) {
    return fmt::format("{}:{}/{}", name(run.state), record.attempt, record.attempts);
  }
  return std::string(name(run.state));
}

/// The script of exec is one word that is a command line already.
std::string command_text(const Record& record) {
  const bool is_script = record.method == "exec" && record.command.size() == 1;
  return is_script ? printable(record.command.front()) : shell_line(record.command);
}

std::string limits_text(const RunReport& run) {
  std::string text = run.left ? compact(*run.left) : "";
  if (run.processes && run.record.idle_timeout) {
    text += fmt::format("{}idle:{}", text.empty() ? "" : ",", compact(*run.record.idle_timeout));
  }
  return text.empty() ? "-" : text;
}

/// Without the blank between number and unit.
std::string memory_column(std::optional<std::uint64_t> bytes) {
  if (!bytes) return "-";
  std::string text = human_size(*bytes);
  std::erase(text, ' ');
  return text;
}

}  // namespace

RunReport examine(NamedRun run, bool has_ended, const ProcessTable& processes, bool look) {
  RunReport report{.record = std::move(*run.record)};
  const Record& record = report.record;
  report.state = record.state;
  report.age = std::max<Duration>(WallClock::now() - record.started_at, Duration::zero());
  if (run.process.get() < 0 && is_elsewhere(record)) return report;
  if (has_ended) {
    if (!record.end) report.state = RunState::Lost;
    return report;
  }
  const pid_t supervisor = record.token.pid;
  if (const auto age = age_of(supervisor)) report.age = *age;
  if (record.deadline) report.left = std::max(*record.deadline - Clock::now(), Duration::zero());
  const auto tree = tree_of(supervisor, processes);
  const auto memory = resident_memory(tree);
  if (look) report.snapshot = snapshot_of(supervisor, tree);
  // It still exists, so that the number was its own all the time.
  if (send_signal(run.process, 0) != ESRCH) {
    report.processes = memory.processes;
    report.memory = memory.bytes;
  } else {
    report.snapshot.reset();
  }
  return report;
}

std::string as_table(const std::vector<RunReport>& runs) {
  using Row = std::array<std::string, 6>;
  std::vector<Row> rows{{"TOKEN", "AGE", "STATE", "LEFT", "PROCS", "MEM"}};
  for (const auto& run : runs) {
    rows.push_back({text(run.record.token), compact(run.age), state_text(run), limits_text(run),
                    run.processes ? std::to_string(*run.processes) : "-",
                    memory_column(run.memory)});
  }
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t column = 0; column < widths.size(); ++column) {
      out += rows[i][column];
      out.append(widths[column] - rows[i][column].size() + 2, ' ');
    }
    if (i == 0) {
      out += "COMMAND\n";
      continue;
    }
    const RunReport& run = runs[i - 1];
    out += command_text(run.record) + "\n";
    if (!run.snapshot) continue;
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    for (const auto& line : snapshot_text(*run.snapshot, all, false)) out += "  " + line + "\n";
  }
  return out;
}

void write_run(JsonWriter& json, const RunReport& run) {
  const Record& record = run.record;
  const auto& end = record.end;
  json.begin_object();
  json.key("token").string(text(record.token));
  json.key("state").string(name(run.state));
  json.key("method").string(record.method);
  json.key("command").begin_array();
  for (const auto& word : record.command) json.string(word);
  json.end_array();
  json.key("cwd").string(record.cwd);
  json.key("pid").number_or_null(run.processes ? record.child : std::nullopt);
  json.key("startedAt").string(utc(record.started_at));
  json.key("ageMs").milliseconds(run.age);
  json.key("timeoutLeftMs").milliseconds_or_null(run.left);
  json.key("idleTimeoutMs").milliseconds_or_null(record.idle_timeout);
  json.key("attempt").number(static_cast<std::int64_t>(record.attempt));
  json.key("attempts").number(static_cast<std::int64_t>(record.attempts));
  json.key("processes").number_or_null(run.processes);
  json.key("rssKiB").number_or_null(
      run.memory ? std::optional(static_cast<std::int64_t>(*run.memory / 1024)) : std::nullopt);
  json.key("verdict");
  if (end) {
    json.string(end->verdict);
  } else {
    json.null();
  }
  json.key("status").number_or_null(end ? std::optional(end->status) : std::nullopt);
  json.key("endedAt");
  if (end) {
    json.string(utc(end->at));
  } else {
    json.null();
  }
  json.key("snapshot");
  if (run.snapshot) {
    write_snapshot(json, *run.snapshot);
  } else {
    json.null();
  }
  json.end_object();
}

}  // namespace cpr::cli
