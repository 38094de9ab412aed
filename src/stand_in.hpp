// A process in cpr's place, where cpr's place has duties of its own.
//
// Whoever exec'ed cpr may have left it children, and PID 1 of a container is given everybody's.
// Such processes and their orphans could not be told from those of the run. So the process that was
// started stays behind with them as a stand-in: it reaps them, hands signals on, and ends as the
// real cpr, its child, has ended. The real one starts with no children at all.
#pragma once

namespace cpr {

/// Returns at once where there is nothing to stand in for; else returns in the real cpr alone.
void leave_stand_in();

}  // namespace cpr
