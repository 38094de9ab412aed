#include "report/exit_code.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "process/inherited_signals.hpp"

namespace cpr::cli {
namespace {

/// The child's own status, as a shell reports it.
int own_status(const Result& result) {
  if (!result.exit) return status_own_error;
  return result.exit->signaled() ? 128 + result.exit->value : result.exit->value;
}

bool is_killed_by(const Result& result, int signal) {
  return result.exit && result.exit->signaled() && result.exit->value == signal;
}

bool is_lost_reader_of_stdout(const LostOutput& lost) {
  return lost.stream == STDOUT_FILENO && lost.error == EPIPE;
}

bool is_write_error(const LostOutput& lost) {
  return lost.error != 0 && lost.error != EPIPE;
}

}  // namespace

int shell_status(const Ending& ending) {
  return ending.signal != 0 ? 128 + ending.signal : ending.status;
}

int status_of(const StartFailure& failure) {
  if (failure.step != StartStep::Exec && failure.step != StartStep::Interpreter) {
    return status_own_error;
  }
  return failure.error == ENOENT ? status_not_found : status_not_executable;
}

Ending ending_of(const Result& result, const StatusRules& rules) {
  if (result.failure) return {status_of(*result.failure)};
  if (result.unkillable) return {status_own_error};
  const Verdict how = verdict(result);
  const bool as_timeout = rules.manners == Manners::Timeout;
  // The command has not received a signal that came between two attempts.
  const bool by_command =
      as_timeout && result.intervention && !result.intervention->between_attempts;
  if (how == Verdict::Interrupted && !rules.preserve && !rules.as_init && !by_command) {
    return {.signal = result.intervention->signal};
  }
  // A run that timed out before its start has no status of its own.
  const bool timed_out = how == Verdict::Timeout || how == Verdict::IdleTimeout;
  if (!rules.preserve || (!result.exit && !result.pid)) {
    if (timed_out && !(as_timeout && is_killed_by(result, SIGKILL))) return {status_timeout};
    if (how == Verdict::MaxBuffer || how == Verdict::MaxMemory || how == Verdict::Leak) {
      return {status_own_error};
    }
  }
  const auto& lost = result.lost;
  if (std::any_of(lost.begin(), lost.end(), is_write_error)) return {status_own_error};
  if (std::any_of(lost.begin(), lost.end(), is_lost_reader_of_stdout)) return {.signal = SIGPIPE};
  // Ctrl-C killed the child. A shell stops its loop only if cpr is killed by the signal as well.
  if (how == Verdict::Signal && result.exit->value == rules.typed_signal) {
    return {.signal = rules.typed_signal};
  }
  // The signal that killed the command kills cpr as well, unless it is cpr's own SIGKILL.
  const bool own_kill = is_killed_by(result, SIGKILL) && result.killed;
  const bool by_signal = result.exit && result.exit->signaled() && !timed_out && !own_kill;
  const bool as_command = rules.manners != Manners::Cpr;
  if (as_command && by_signal && !rules.as_init) return {.signal = result.exit->value};
  return {own_status(result)};
}

void end_process(Ending ending) {
  if (ending.signal == 0) ::_exit(ending.status);
  exit_by_signal(ending.signal);
}

}  // namespace cpr::cli
