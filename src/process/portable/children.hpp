// The children that were not reaped, in a form that a signal handler can use.
#pragma once

#include <sys/types.h>

namespace cpr {

/// Those beyond a few hundred are not remembered.
void remember_child(pid_t pid, bool leads_group);

/// It was reaped.
void forget_child(pid_t pid);

/// Sends SIGKILL to each. Async-signal-safe. \param groups and to the process groups that they lead
void kill_children(bool groups);

}  // namespace cpr
