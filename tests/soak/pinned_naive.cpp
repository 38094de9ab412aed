// A deliberate bug: signals by pid, which may have been reused. Linked into `cpr_naive` instead of
// src/process/linux/pinned.cpp, to show that soak_pid_reuse detects it.
//
// The pause makes the race likely, as a busy machine would.
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "process/linux/pinned.hpp"

namespace cpr {

PinnedProcess::PinnedProcess(pid_t pid) : pid_(pid) {}

int PinnedProcess::send(int signal) const {
  constexpr useconds_t pause_us = 200;
  ::usleep(pause_us);
  return ::kill(pid_, signal) == 0 ? 0 : errno;
}

}  // namespace cpr
