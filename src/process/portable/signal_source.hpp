// The signals to cpr, recorded by handlers. They run while cpr waits, see
// loop/portable/signal_window.hpp.
#pragma once

#include <csignal>
#include <span>

#include "loop/fd.hpp"
#include "process/signal_queue.hpp"

namespace cpr {

/// Handles all signals that can be blocked. The dispositions before are remembered.
void install_handlers();

/// Restores the dispositions that cpr inherited. Async-signal-safe: also for the child of a fork.
void restore_dispositions();

/// The action that a signal had before install_handlers(), or has without it.
struct sigaction inherited_action(int signal);

/// Records a signal that another handler has received. \returns false if cpr does not record
/// signals
bool record_signal(int signal, const siginfo_t& info);

/// The pipe from which the next take_recorded() can be expected to bring something.
/// \throws std::system_error
Fd connect_reader();

/// Takes what was recorded, by number. To be called while signals are blocked.
std::span<ArrivedSignal> take_recorded(std::span<ArrivedSignal> room, const Fd& reader);

/// While it exists, a signal has the action that cpr has inherited, and is not blocked.
class SignalActs {
 public:
  explicit SignalActs(int signal);
  ~SignalActs();
  SignalActs(const SignalActs&) = delete;
  SignalActs& operator=(const SignalActs&) = delete;

 private:
  int signal_;
  struct sigaction before_ {};
};

}  // namespace cpr
