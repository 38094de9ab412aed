#include "process/life.hpp"

#include "process/linux/procfs.hpp"

namespace cpr {

Life life(pid_t pid) {
  const auto process = procfs::stat(pid);
  if (!process) return Life::Unknown;
  if (!process->alive || process->exiting) return Life::Exiting;
  if (!process->thread_exiting) return Life::Running;
  return procfs::has_running_thread(pid) ? Life::Running : Life::Exiting;
}

}  // namespace cpr
