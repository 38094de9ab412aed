// POSIX tells nothing of processes that are not children.
#include "process/other_process.hpp"

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

std::optional<Duration> age_of(pid_t /*pid*/) {
  return std::nullopt;
}

std::vector<std::string> arguments_of(pid_t /*pid*/) {
  return {};
}

ProcessTable::ProcessTable() = default;

std::vector<pid_t> ProcessTable::below(pid_t /*root*/) const {
  return {};
}

}  // namespace cpr
