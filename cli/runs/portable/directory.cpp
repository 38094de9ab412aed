#include "runs/directory.hpp"

#include "options/system_rules.hpp"

namespace cpr::cli {

RunDirectory RunDirectory::create() {
  require(Facility::BackgroundRuns, "--background");
  return {{}, Fd()};
}

}  // namespace cpr::cli
