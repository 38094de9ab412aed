// What cpr was given by whoever started it, to be handed on to the child unchanged.
#pragma once

#include <csignal>

namespace cpr {

struct InheritedSignals {
  sigset_t mask{};
  bool child_ignored = false;  ///< SIGCHLD was ignored, which would make the kernel reap for us
};

/// Blocks every signal but the synchronous faults and undoes an ignored SIGCHLD. From here on
/// signals are read, never handled, so that none is lost and no child can be made behind one.
/// \returns how it was before.
/// \throws std::system_error where sigprocmask(2) is forbidden: a signal could not be waited for
InheritedSignals block_signals();

/// Gives the mask back, so that cpr itself can be ended by a signal again.
void restore_mask(const InheritedSignals& inherited);

/// Sends cpr itself a blocked signal and lets it act: stops here, dies here, or goes on where it
/// does nothing (ignored, a stop in an orphaned group, PID 1).
void raise_unblocked(int signal);

/// Dies of a signal, without a core: it is not cpr that went wrong. As PID 1, which no default
/// action ends, exits with 128+n.
[[noreturn]] void exit_by_signal(int signal);

/// The signals that block_signals() blocks.
sigset_t blockable_signals();

}  // namespace cpr
