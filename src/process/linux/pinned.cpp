#include "process/linux/pinned.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace cpr {

PinnedProcess::PinnedProcess(pid_t pid)
    : pid_(pid), pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
  no_pidfds_ = !pidfd_ && errno != ESRCH;
}

int PinnedProcess::send(int signal) const {
  if (pidfd_) {
    if (::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0) == 0) return 0;
    if (errno != ENOSYS) return errno;
  } else if (!no_pidfds_) {
    return ESRCH;
  }
  // Before Linux 5.3, or in a sandbox that forbids pidfds, the number is all there is.
  return ::kill(pid_, signal) == 0 ? 0 : errno;
}

}  // namespace cpr
