// Processes that stay instead of the one that was started, while cpr itself runs as their
// child or grandchild. They forward signals and stops, reap orphans, and exit as cpr exits.
#pragma once

#include <functional>

namespace cpr {

/// Called in the processes that stay: closes the descriptors that cpr and the child alone are to
/// have.
using DropFds = std::function<void()>;

/// Forks if cpr's place comes with processes that are not of the run: PID 1 is the parent of all
/// orphans of a container, and the process that exec'ed cpr may have left it children. The shim
/// keeps them, and cpr starts without children.
/// \returns in cpr alone: whether it was started as PID 1
bool fork_shim(const DropFds& drop_fds);

/// Forks twice: the shim, and below it a guardian in a new session, which no signal to cpr's
/// group or terminal reaches. Both kill the process tree when cpr is killed; either of them does if
/// the other one is killed as well. Returns in cpr alone.
/// \throws std::system_error if no process can be created
void fork_guardians(const DropFds& drop_fds);

/// The run is over: from here on the guardians leave the process tree alone.
void disarm_guardians();

}  // namespace cpr
