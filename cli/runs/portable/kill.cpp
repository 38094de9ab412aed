#include "runs/kill.hpp"

#include "options/system_rules.hpp"

namespace cpr::cli {

Ending kill_runs(const Options& /*options*/) {
  require(Facility::BackgroundRuns, "cpr kill");
  return {};
}

}  // namespace cpr::cli
