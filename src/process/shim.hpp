// Processes that stay behind in cpr's place: the one that was started has become two or more, and
// the real cpr is their child or grandchild. They hand on signals and stops, reap what they are
// given, and end as the real one has ended.
#pragma once

namespace cpr {

/// Where cpr's place has duties of its own. Whoever exec'ed cpr may have left it children, and PID
/// 1 of a container is given everybody's: such processes and their orphans could not be told from
/// those of the run. So the process that was started stays with them, and the real cpr starts with
/// no children at all. Returns at once where there is nothing to stand in for; else returns in the
/// real cpr alone.
/// \returns whether cpr was started as PID 1
/// \param handed_over a descriptor that is the child's: who stays behind closes it; -1: none
bool fork_shim(int handed_over = -1);

/// Leaves two behind that end the whole tree as soon as cpr is killed: the one that was started,
/// and between it and the real cpr a guardian in a session of its own, which no signal to cpr's
/// group or terminal reaches. Whichever of the three is killed, another one is above the tree, and
/// is given its orphans. Returns in the real cpr alone. \throws std::system_error when there is no
/// process to be had for that
void fork_guardians(int handed_over = -1);

/// The run is over: whoever is still alive has been left so on purpose.
void disarm_guardians();

}  // namespace cpr
