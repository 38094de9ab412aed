#include "process/life.hpp"

#include "process/windows/process_facts.hpp"

namespace cpr {

Life life(pid_t pid) {
  const auto process = windows::open_process(pid);
  if (!process) return Life::Unknown;
  return windows::is_running(process.get()) ? Life::Running : Life::Exiting;
}

}  // namespace cpr
