// `cpr ps`: lists runs in the background.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// Prints the user's runs; with tokens those alone, and what their processes are doing.
Ending list_runs(const Options& options);

}  // namespace cpr::cli
