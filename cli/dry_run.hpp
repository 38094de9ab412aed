// --dry-run: what would run, with everything resolved.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// Prints `key: value` lines, or with --json one object, and a message if the start would fail.
/// \returns status 0, or that of the start failure
Ending dry_run(const Options& options);

}  // namespace cpr::cli
