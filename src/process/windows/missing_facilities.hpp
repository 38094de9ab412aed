// What Windows does not have, and why: for messages, the manual and completions. Needs nothing of
// that system.
#pragma once

#include <string_view>

#include "process/facilities.hpp"

namespace cpr::windows {

/// \returns a sentence without its full stop; empty: Windows has it
std::string_view why_missing(Facility facility);

bool can_send(int signal);

}  // namespace cpr::windows
