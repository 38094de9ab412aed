// How cpr itself ends: the table of exit statuses (contract: `man cpr`, EXIT STATUS).
#pragma once

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

inline constexpr int status_timeout = 124;
inline constexpr int status_own_error = 125;
inline constexpr int status_not_executable = 126;
inline constexpr int status_not_found = 127;

/// Either an exit status, or a signal that cpr dies of itself so that its caller sees what it would
/// see without cpr.
struct Ending {
  int status = 0;
  int signal = 0;  ///< 0 = exit with `status`
  bool operator==(const Ending&) const = default;
};

/// What the status depends on besides the result.
struct StatusRules {
  bool preserve = false;  ///< --preserve-status
  bool as_init = false;   ///< cpr is PID 1, which is stopped by a signal as a matter of course
  int typed_signal = 0;   ///< INT or QUIT that was typed at the terminal while the child ran
};

Ending ending_of(const Result& result, const StatusRules& rules);

/// The status for a program that could not be started.
int status_of(const StartFailure& failure);

/// Exits or dies.
[[noreturn]] void end_process(Ending ending);

}  // namespace cpr::cli
