#include "runs/ps.hpp"

#include "options/system_rules.hpp"

namespace cpr::cli {

Ending list_runs(const Options& /*options*/) {
  require(Facility::BackgroundRuns, "cpr ps");
  return {};
}

}  // namespace cpr::cli
