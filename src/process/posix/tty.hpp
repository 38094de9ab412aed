// /dev/tty, and the size of a terminal as its driver has it.
#pragma once

#include <sys/ioctl.h>

#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// The controlling terminal; none, and errno, without one.
Fd open_terminal();

/// The size of cpr's terminal: of fds 0 to 2 or the controlling terminal, the first that has one.
std::optional<winsize> own_terminal_size();

}  // namespace cpr
