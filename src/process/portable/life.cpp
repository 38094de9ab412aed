#include "process/life.hpp"

#include <poll.h>
#include <sys/wait.h>

#include "process/portable/life_now.hpp"

namespace cpr {

Life life_now(pid_t pid) {
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT;
  if (pid <= 0 || ::waitid(P_PID, static_cast<id_t>(pid), &info, what) != 0) return Life::Unknown;
  return info.si_pid == 0 ? Life::Running : Life::Exiting;
}

/// An exit closes the descriptors before waitid(2) can tell of it. What still seems to run after
/// this time is believed to.
Life life(pid_t pid) {
  constexpr int longest_ms = 20;
  for (int waited_ms = 0; waited_ms < longest_ms; ++waited_ms) {
    if (const Life now = life_now(pid); now != Life::Running) return now;
    ::poll(nullptr, 0, 1);
  }
  return life_now(pid);
}

}  // namespace cpr
