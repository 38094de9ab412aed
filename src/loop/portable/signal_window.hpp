// When signals run the handlers of cpr: they are blocked but for the moments in which cpr waits, so
// that none interrupts a start or a write.
#pragma once

#include <csignal>

namespace cpr {

/// Whether cpr has handlers; without them, windows stay shut.
void allow_signal_windows(bool allowed);

/// While it exists, no signal is blocked. What is pending runs its handler before the constructor
/// returns.
class SignalWindow {
 public:
  SignalWindow();
  ~SignalWindow();
  SignalWindow(const SignalWindow&) = delete;
  SignalWindow& operator=(const SignalWindow&) = delete;

 private:
  bool open_;
  sigset_t before_{};
};

}  // namespace cpr
