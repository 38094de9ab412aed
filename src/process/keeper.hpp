// A command of cpr's own that runs while the child does, apart from the process tree of the run.
#pragma once

#include <sys/types.h>

#include <optional>
#include <span>
#include <string_view>

#include "core/result.hpp"
#include "loop/fd.hpp"
#include "process/spawn.hpp"

namespace cpr {

/// What the command learns of the run, from its environment.
struct RunView {
  std::optional<pid_t> child;   ///< CPR_PID; none, and empty there: it has exited
  std::span<const pid_t> tree;  ///< CPR_PIDS; the child is added where it is missing
  std::string_view reason;      ///< CPR_REASON
};

/// The process between cpr and the command. Like cpr it is a subreaper: everything that the command
/// starts is below it. When the command has exited, when cpr asks for it, and when cpr dies, it
/// kills what is left there, and exits when nothing is.
///
/// Cpr has to tell its Tree to skip this process. If it is itself killed, what was below it becomes
/// part of the run's tree.
class Keeper {
 public:
  /// Longest time that it takes to kill what is below it.
  static constexpr Duration longest_end = std::chrono::seconds(5);

  /// Forks, and runs `command` by /bin/sh as cpr itself: with its environment, its directory and
  /// its stderr as stdout and stderr; stdin is /dev/null, no other descriptor is passed on, and
  /// signals have their default dispositions. It is in a new session, without a terminal.
  /// To be called once. Does not allocate; the new process does.
  /// \returns errno of what failed, or 0
  int start(std::string_view command, const RunView& run);

  /// Valid until cpr reaps it; -1 before start().
  [[nodiscard]] pid_t pid() const { return process_.pid; }

  /// Asks it to kill the command and to exit.
  void end();
  /// Kills the process itself, where it does not do that.
  void kill();

  /// Stop and continue the command, those of its processes that have not left its process group.
  void stop() const { signal_group(process_, SIGSTOP); }
  void resume() const { signal_group(process_, SIGCONT); }

  struct Outcome {
    int error = 0;                     ///< errno: why the command could not be started
    std::optional<ExitStatus> exit{};  ///< of the command
  };
  /// It was reaped.
  Outcome outcome(ExitStatus own);

 private:
  Process process_;
  Fd report_;
};

}  // namespace cpr
