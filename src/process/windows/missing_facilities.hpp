// What Windows does not have: the reasons, for messages and for the manual.
#pragma once

#include <string_view>

#include "process/facilities.hpp"

namespace cpr::windows {

/// Needs nothing of that system, so that the manual can be generated on any.
/// \returns a sentence without its full stop; empty: Windows has it
std::string_view why_missing(Facility facility);

}  // namespace cpr::windows
