// The system calls for pidfds, which the C library of Debian 12 does not wrap.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "loop/fd.hpp"

namespace cpr {

/// \returns empty, and errno, on failure
inline Fd open_pidfd(pid_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// \param flags as for pidfd_send_signal(2)
/// \returns errno, or 0
inline int signal_pidfd(const Fd& process, int signal, unsigned flags = 0) {
  const bool sent = ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, flags) == 0;
  return sent ? 0 : errno;
}

}  // namespace cpr
