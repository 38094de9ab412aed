#include "runs/ps.hpp"

#include <system_error>
#include <vector>

#include "format/fmt.hpp"
#include "report/json.hpp"
#include "report/say.hpp"
#include "runs/run_report.hpp"

namespace cpr::cli {
namespace {

constexpr int status_unknown_run = 1;

/// \returns none when it is not known
std::optional<RunReport> report_on(const RunDirectory& directory, NamedRun run,
                                   const ProcessTable& processes, bool look) {
  const bool has_ended = run.has_ended();
  // A run writes its last record before it exits, and that may have been after this one was read.
  if (has_ended && run.record && !run.record->end) run.record = directory.read(run.token);
  if (!run.record) return std::nullopt;
  return examine(std::move(run), has_ended, processes, look);
}

}  // namespace

Ending list_runs(const Options& options) {
  const auto directory = RunDirectory::find();
  const ProcessTable processes;
  std::vector<RunReport> runs;
  int status = 0;
  for (const auto& token : options.tokens) {
    auto report = directory ? report_on(*directory, find_run(directory, token), processes, true)
                            : std::nullopt;
    if (report) {
      runs.push_back(std::move(*report));
    } else {
      say(fmt::format("{}: this run is not known: see 'cpr ps'", text(token)));
      status = status_unknown_run;
    }
  }
  if (options.tokens.empty() && directory) {
    for (auto& record : directory->list()) {
      auto report = report_on(*directory, open_run(std::move(record)), processes, false);
      if (report) runs.push_back(std::move(*report));
    }
  }
  if (!options.json) return print_and_end(runs.empty() ? "" : as_table(runs), status);
  JsonWriter json;
  json.begin_array();
  for (const auto& run : runs) write_run(json, run);
  json.end_array();
  json.finish();
  return print_and_end(json.text(), status);
}

}  // namespace cpr::cli
