// The peak memory of a command, from the kernel.
#pragma once

#include "measure.hpp"

namespace bench {

/// VmHWM of the command without its children. Not maxrss of wait4(2), which includes the memory of
/// the parent before execve.
/// \throws Missing when it cannot be traced
double peak_kib(const Command& command);

}  // namespace bench
