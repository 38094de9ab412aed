// Facts about the runs of other cprs, of which there are none in the background.
#include "process/other_process.hpp"

#include "process/windows/process_facts.hpp"

namespace cpr {

std::optional<ExitStatus> exit_status(const Fd& /*process*/, pid_t /*pid*/, TimePoint /*until*/) {
  return std::nullopt;
}

bool ignores_signal(pid_t /*pid*/, int /*signal*/) {
  return false;
}

bool is_stopped_supervisor(pid_t /*pid*/) {
  return false;
}

std::optional<Duration> age_of(pid_t pid) {
  const auto process = windows::open_process(pid);
  const auto times = process ? windows::times(process.get()) : std::nullopt;
  return times ? std::optional(times->age) : std::nullopt;
}

std::vector<std::string> arguments_of(pid_t pid) {
  const auto process = windows::open_process(pid);
  return process ? windows::arguments(process.get()) : std::vector<std::string>{};
}

ProcessTable::ProcessTable() {
  for (const auto& process : windows::all_processes()) {
    children_.emplace_back(process.parent, process.pid);
  }
}

std::vector<pid_t> ProcessTable::below(pid_t root) const {
  std::vector<pid_t> found{root};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto& [parent, child] : children_) {
      // The system process is its own parent.
      if (parent == found[i] && child != parent) found.push_back(child);
    }
  }
  found.erase(found.begin());
  return found;
}

}  // namespace cpr
