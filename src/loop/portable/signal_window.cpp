#include "loop/portable/signal_window.hpp"

#include <cerrno>

namespace cpr {
namespace {

bool windows_allowed = false;

}  // namespace

void allow_signal_windows(bool allowed) {
  windows_allowed = allowed;
}

SignalWindow::SignalWindow() : open_(windows_allowed) {
  if (!open_) return;
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, &before_);
}

SignalWindow::~SignalWindow() {
  if (!open_) return;
  const int error = errno;  // of the call that has waited
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  errno = error;
}

}  // namespace cpr
