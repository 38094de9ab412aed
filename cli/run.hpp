// Runs the job that Options describe, reports it, and decides how cpr ends.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// \throws UsageError for files and addresses that cannot be opened
/// \throws std::system_error, std::bad_alloc when cpr itself fails
Ending run(Options options);

}  // namespace cpr::cli
