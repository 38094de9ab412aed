// Result to exit status (contract: `man cpr`, EXIT STATUS).
#pragma once

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

inline constexpr int status_timeout = 124;
inline constexpr int status_own_error = 125;
inline constexpr int status_not_executable = 126;
inline constexpr int status_not_found = 127;

/// How cpr ends: with an exit status, or killed by a signal, so that its caller sees the same as
/// without cpr.
struct Ending {
  int status = 0;
  int signal = 0;  ///< 0 = exit with `status`
  bool operator==(const Ending&) const = default;
};

/// What else the status depends on.
struct StatusRules {
  bool preserve = false;  ///< --preserve-status
  bool as_init = false;   ///< cpr is PID 1: a signal is how a container is stopped
  int typed_signal = 0;   ///< SIGINT or SIGQUIT typed at the terminal while the child ran, else 0
  /// Not Cpr: cpr is killed by the signal that killed the command. Timeout: 137 if SIGKILL ended
  /// the command at the limit; after a signal to cpr the command's own.
  Manners manners = Manners::Cpr;
};

Ending ending_of(const Result& result, const StatusRules& rules);

/// The ending as a shell reports it: 128+n when signal n kills cpr.
int shell_status(const Ending& ending);

/// The status for a program that could not be started.
int status_of(const StartFailure& failure);

[[noreturn]] void end_process(Ending ending);

}  // namespace cpr::cli
