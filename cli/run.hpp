// From Options to the end of cpr: runs the job, reports it, says how to end.
#pragma once

#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// \throws std::system_error, std::bad_alloc for what cpr itself could not get
Ending run(Options options);

}  // namespace cpr::cli
