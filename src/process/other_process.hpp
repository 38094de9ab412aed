// Processes that are not below cpr: what /proc and a pidfd tell about them.
//
// What is read by number may be about another process. It is so only if a pidfd of the process,
// opened before, still exists after it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// How a process ended that need not be a child: from PIDFD_INFO_EXIT (Linux 6.15) after its parent
/// has reaped it, and as long as it is a zombie from /proc/PID/stat, where 0 may mean that the
/// kernel does not tell.
/// \param process pidfd of a process that has exited
/// \param until when to stop waiting for the parent
/// \returns none when the kernel does not tell
std::optional<ExitStatus> exit_status(const Fd& process, pid_t pid, TimePoint until);

/// Whether it ignores a signal.
bool ignores_signal(pid_t pid, int signal);

/// Whether a signal has stopped a supervisor: it, or with --no-orphans one of those below it
/// that are cpr as well.
bool is_stopped_supervisor(pid_t pid);

/// Time since it was started; none if it does not exist.
std::optional<Duration> age_of(pid_t pid);

/// Its arguments, as ps(1) shows them.
std::vector<std::string> arguments_of(pid_t pid);

/// All processes and their parents, as they are found in one pass.
class ProcessTable {
 public:
  /// Empty without a /proc of cpr's own PID namespace.
  ProcessTable();

  /// The descendants, parents before their children.
  [[nodiscard]] std::vector<pid_t> below(pid_t root) const;

 private:
  std::vector<std::pair<pid_t, pid_t>> children_;  ///< parent and child, sorted
};

}  // namespace cpr
