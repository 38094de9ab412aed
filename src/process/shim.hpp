// Processes that stay instead of the one that was started, while cpr itself runs as their
// child or grandchild. They forward signals and stops, reap orphans, and exit as cpr exits.
#pragma once

namespace cpr {

/// Forks if cpr's place comes with processes that are not of the run: PID 1 is the parent of all
/// orphans of a container, and the process that exec'ed cpr may have left it children. The shim
/// keeps them, and cpr starts without children.
/// \param handed_over an fd meant for the child alone, which the shim closes; -1: none
/// \returns in cpr alone: whether it was started as PID 1
bool fork_shim(int handed_over = -1);

/// Forks twice: the shim, and below it a guardian in a new session, which no signal to cpr's
/// group or terminal reaches. Both kill the process tree when cpr is killed; either of them does if
/// the other one is killed as well. Returns in cpr alone.
/// \throws std::system_error if no process can be created
void fork_guardians(int handed_over = -1);

/// The run is over: from here on the guardians leave the process tree alone.
void disarm_guardians();

}  // namespace cpr
