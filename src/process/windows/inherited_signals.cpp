#include "process/inherited_signals.hpp"

#include <windows.h>

#include <csignal>

#include "process/windows/signal_source.hpp"

namespace cpr {

InheritedSignals block_signals() {
  windows::handle_console_events(true);
  return {};
}

void unblock_signals(const InheritedSignals& inherited) {
  restore_mask(inherited);
}

void restore_mask(const InheritedSignals& /*inherited*/) {
  windows::handle_console_events(false);
}

/// A stop has no effect: consoles have no jobs.
void raise_unblocked(int /*signal*/) {}

/// Windows has no death by a signal: the status is the one that a shell would show.
void exit_by_signal(int signal) {
  ::ExitProcess(128U + static_cast<unsigned>(signal));
}

}  // namespace cpr
