#include "process/life.hpp"

#include <sys/wait.h>

namespace cpr {

Life life(pid_t pid) {
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT;
  if (pid <= 0 || ::waitid(P_PID, static_cast<id_t>(pid), &info, what) != 0) return Life::Unknown;
  return info.si_pid == 0 ? Life::Running : Life::Exiting;
}

}  // namespace cpr
