// What is asked of cpr must be something that this system has.
#pragma once

#include <span>
#include <string_view>

#include "options.hpp"
#include "process/facilities.hpp"

namespace cpr::cli {

/// A value of an option that needs a Facility, where the option itself does not.
struct ValueRule {
  std::string_view what;  ///< option and value, for messages and the manual
  Facility facility;
  bool (*asks)(const Job&);
};

std::span<const ValueRule> value_rules();

/// \param what is asked for, for messages
/// \throws UsageError where the system does not have it
void require(Facility facility, std::string_view what);

/// For what an assembled job needs, apart from the options that have a Facility in their row.
/// \throws UsageError
void check_system(const Options& options);

}  // namespace cpr::cli
