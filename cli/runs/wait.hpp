// `cpr wait`: waits for runs in the background.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// \returns how the run ended, of several the last that failed: from the kernel, else from the
///          record. Removes the records.
Ending wait_for_runs(const Options& options);

}  // namespace cpr::cli
