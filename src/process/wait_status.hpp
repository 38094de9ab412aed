// The wait status of POSIX, as an ExitStatus.
#pragma once

#include "core/result.hpp"

namespace cpr {

/// \param wait_status of a process that is dead, as from wait(2)
ExitStatus exit_status_of(int wait_status);

}  // namespace cpr
