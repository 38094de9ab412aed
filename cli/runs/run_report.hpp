// What `cpr ps` reports about one run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/snapshot.hpp"
#include "process/other_process.hpp"
#include "report/json.hpp"
#include "runs/named_run.hpp"

namespace cpr::cli {

struct RunReport {
  Record record;
  RunState state = RunState::Lost;
  Duration age{};                         ///< since the start
  std::optional<Duration> left{};         ///< until the timeout
  std::optional<int> processes{};         ///< of the tree, without cpr itself
  std::optional<std::uint64_t> memory{};  ///< resident bytes of these processes
  std::optional<Snapshot> snapshot{};     ///< what they are doing, where that is asked for
};

/// \param run with a record; the last one if it has ended
/// \param look whether to look at what the processes are doing
RunReport examine(NamedRun run, bool has_ended, const ProcessTable& processes, bool look);

/// Lines with aligned columns, below a heading.
std::string as_table(const std::vector<RunReport>& runs);

/// An object, see $defs.run in the schema.
void write_run(JsonWriter& json, const RunReport& run);

}  // namespace cpr::cli
