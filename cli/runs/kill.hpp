// `cpr kill`: kills runs in the background.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// Sends a signal to the supervisors, to all of them first, through pidfds alone. Waits until they
/// are gone if the signal ends them, and removes their records.
Ending kill_runs(const Options& options);

}  // namespace cpr::cli
