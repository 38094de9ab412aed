// The handler may interrupt anything, malloc included. It calls only functions in signal-safety(7),
// and error_text().
#include "process/abort_handler.hpp"

#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "process/portable/children.hpp"
#include "process/portable/signal_source.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

constexpr int status_own_error = 125;
volatile std::sig_atomic_t kills_groups = 0;

void write_text(const char* text) {
  // A stalled reader of stderr must not block the exit.
  pollfd entry{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  constexpr int timeout_ms = 1000;
  if (::poll(&entry, 1, timeout_ms) != 1) return;
  // There is no other place to report a failed write.
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

void on_abort(int signal, siginfo_t* info, void* /*context*/) {
  if (info->si_pid != ::getpid()) {
    if (record_signal(signal, *info)) return;
    // Takes effect when this returns.
    ::signal(signal, SIG_DFL);
    ::raise(signal);
    return;
  }
  kill_children(kills_groups != 0);
  restore_raw_terminal();
  write_text("cpr: internal error: abort() was called\n");
  ::_exit(status_own_error);
}

}  // namespace

void install_abort_handler() {
  struct sigaction action {};
  ::sigaction(SIGABRT, nullptr, &action);
  if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_sigaction = on_abort;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGABRT, &action, nullptr);
}

void set_abort_kills_tree(bool whole_tree) {
  kills_groups = whole_tree ? 1 : 0;
}

}  // namespace cpr
