// The peak of a command's memory, as the kernel has kept it for the program itself.
#pragma once

#include "measure.hpp"

namespace bench {

/// VmHWM of the command alone, without its children. The maxrss of wait4(2) would not do: a
/// program inherits there what its parent had before the exec.
/// \throws Missing when it cannot be traced
double peak_kib(const Command& command);

}  // namespace bench
