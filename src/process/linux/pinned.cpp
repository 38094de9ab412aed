#include "process/linux/pinned.hpp"

#include <cerrno>
#include <csignal>

#include "process/linux/pidfd.hpp"

namespace cpr {

PinnedProcess::PinnedProcess(pid_t pid) : pid_(pid), pidfd_(open_pidfd(pid)) {
  no_pidfds_ = !pidfd_ && errno != ESRCH;
}

int PinnedProcess::send(int signal) const {
  if (pidfd_) {
    const int error = signal_pidfd(pidfd_, signal);
    if (error != ENOSYS) return error;
  } else if (!no_pidfds_) {
    return ESRCH;
  }
  // Before Linux 5.3, or in a sandbox that forbids pidfds, the number is all there is.
  return ::kill(pid_, signal) == 0 ? 0 : errno;
}

}  // namespace cpr
