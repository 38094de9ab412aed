#include "startup.hpp"

#include "process/precautions.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

unsigned prepare_process() {
  const unsigned missing = fill_standard_fds();
  forbid_attaching();
  if (has_raised_privileges()) {
    throw UsageError(
        "cpr runs any command that it is given, so it must not be set-uid or set-gid: remove the "
        "bits with chmod u-s,g-s");
  }
  return missing;
}

}  // namespace cpr::cli
