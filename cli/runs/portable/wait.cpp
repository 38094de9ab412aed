#include "runs/wait.hpp"

#include "options/system_rules.hpp"

namespace cpr::cli {

Ending wait_for_runs(const Options& /*options*/) {
  require(Facility::BackgroundRuns, "cpr wait");
  return {};
}

}  // namespace cpr::cli
