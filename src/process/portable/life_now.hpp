// What waitid(2) says of a child, without waiting.
#pragma once

#include "process/life.hpp"

namespace cpr {

/// Of a process that has not been reaped. One that is on its way to its exit still counts as
/// running.
Life life_now(pid_t pid);

}  // namespace cpr
