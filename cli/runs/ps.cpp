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
std::optional<NamedRun> find_recorded(const std::optional<RunDirectory>& directory,
                                      const ProcessToken& token) {
  NamedRun run = find_run(directory, token);
  return run.record ? std::optional(std::move(run)) : std::nullopt;
}

}  // namespace

Ending list_runs(const Options& options) {
  const auto directory = RunDirectory::find();
  const bool all = options.tokens.empty();
  std::vector<ProcessToken> tokens = options.tokens;
  if (all && directory) {
    for (const auto& record : directory->list()) tokens.push_back(record.token);
  }
  int status = 0;
  const ProcessTable processes;
  std::vector<RunReport> runs;
  for (const auto& token : tokens) {
    if (auto run = find_recorded(directory, token)) {
      runs.push_back(examine(std::move(*run), processes, !all));
    } else if (!all) {
      say(fmt::format("{}: this run is not known: see 'cpr ps'", text(token)));
      status = status_unknown_run;
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
