// Nothing has to stay in cpr's place: no orphan is given to a process of Windows, and the job of
// the tree is what a guardian is elsewhere, since the system closes it when cpr dies.
#include "process/shim.hpp"

namespace cpr {

bool fork_shim(const DropFds& /*drop_fds*/) {
  return false;
}

void fork_guardians(const DropFds& /*drop_fds*/) {}

/// Tree::release() lets the processes of the job go.
void disarm_guardians() {}

}  // namespace cpr
