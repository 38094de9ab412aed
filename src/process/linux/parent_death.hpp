// For a process that is to follow its parent.
#pragma once

#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

namespace cpr {

/// Asks the kernel for a signal when the parent dies. Exits if it is dead already.
/// \param parent its pid
inline void follow(pid_t parent, int signal) {
  ::prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
  if (::getppid() != parent) ::_exit(125);
}

}  // namespace cpr
