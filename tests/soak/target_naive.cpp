// How not to do it: the signal goes to whoever has the number by now. Linked into `cpr_naive` in
// place of src/process/linux/pinned.cpp, so that soak_pid_reuse can show that it would notice.
//
// A machine under load puts pauses everywhere; the one here saves waiting for one at this place.
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
