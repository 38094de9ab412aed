// What is asked of cpr must be something that this system has.
#pragma once

#include <string_view>

#include "options.hpp"
#include "process/facilities.hpp"

namespace cpr::cli {

/// \param what is asked for, for messages
/// \throws UsageError where the system does not have it
void require(Facility facility, std::string_view what);

/// For what an assembled job needs, apart from the options that have a Facility in their row.
/// \throws UsageError
void check_system(const Options& options);

}  // namespace cpr::cli
