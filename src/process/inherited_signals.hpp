// The signal mask and dispositions that cpr inherited, which the child inherits unchanged; and how
// cpr itself stops or dies by a signal.
#pragma once

#include <cstdint>

namespace cpr {

/// Bit n-1 is signal n, as in the kernel.
using SignalMask = std::uint64_t;

struct InheritedSignals {
  SignalMask mask = 0;
  bool child_ignored = false;  ///< SIGCHLD was ignored, so that the kernel would have reaped
};

/// Blocks all signals but the synchronous faults, and stops ignoring SIGCHLD. From here on signals
/// are read from a descriptor, so that none is lost and none interrupts a start.
/// \returns the state before
/// \throws std::system_error where sigprocmask(2) is forbidden
InheritedSignals block_signals();

/// Undoes block_signals(), also in a process that was forked since.
void unblock_signals(const InheritedSignals& inherited);

/// Restores the mask, so that signals act on cpr again.
void restore_mask(const InheritedSignals& inherited);

/// Raises a signal and unblocks it for a moment. Returns when cpr is continued after a stop, or if
/// the signal has no effect (ignored, a stop in an orphaned process group, PID 1).
void raise_unblocked(int signal);

/// Dies by a signal, without a core dump, since cpr did not fail. PID 1, which is immune to default
/// actions, exits with 128+n.
[[noreturn]] void exit_by_signal(int signal);

}  // namespace cpr
