// Whether a process still runs, before its exit can be reaped.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace cpr {

enum class Life : std::uint8_t {
  Running,
  Exiting,  ///< every thread is past the start of its exit, or it is a zombie
  Unknown,  ///< it cannot be read
};

/// Of a process that has not been reaped. May wait some milliseconds, where the system does not
/// show an exit that has begun.
Life life(pid_t pid);

}  // namespace cpr
