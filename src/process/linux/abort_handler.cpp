// The handler may interrupt anything, malloc included. It calls only system calls, functions in
// signal-safety(7), and error_text().
#include "process/abort_handler.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "loop/fd.hpp"
#include "loop/loop.hpp"
#include "process/c_library.hpp"
#include "process/linux/procfs.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

constexpr int status_own_error = 125;

volatile std::sig_atomic_t kills_tree = 0;

/// The pid of a child stays valid until cpr reaps it.
void kill_child(pid_t pid, void* /*context*/) {
  ::kill(pid, SIGKILL);
}

time_t seconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

/// As cpr is a subreaper, the children of a killed child become children of cpr. Where it is not,
/// or the kernel does not list children, only the child's death signal is left.
void kill_descendants() {
  constexpr time_t timeout_s = 5;  // a process in state D does not die
  constexpr int pause_ms = 1;
  const time_t end = seconds_now() + timeout_s;
  while (seconds_now() < end) {
    const Fd children(::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC));
    if (!children) return;
    procfs::numbers(children, kill_child, nullptr);
    pid_t reaped = 0;
    while ((reaped = ::waitpid(-1, nullptr, WNOHANG | __WALL)) > 0) {
    }
    if (reaped < 0 && errno != EINTR) return;  // ECHILD
    ::poll(nullptr, 0, pause_ms);
  }
}

void write_text(const char* text) {
  // A stalled reader of stderr must not block the exit.
  pollfd entry{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  constexpr int timeout_ms = 1000;
  if (::poll(&entry, 1, timeout_ms) != 1) return;
  // There is no other place to report a failed write.
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

void on_abort(int signal, siginfo_t* info, void* /*context*/) {
  const int error = errno;
  // Sent by another process. SA_RESETHAND has restored the default action, which takes effect when
  // this returns.
  if (info->si_pid != ::getpid()) {
    ::raise(signal);
    return;
  }
  if (kills_tree != 0) kill_descendants();
  restore_raw_terminal();
  if (in_event_loop()) {
    write_text("cpr: event loop: ");
    write_text(error_text(error));
    write_text("\n");
  } else {
    write_text("cpr: internal error: abort() was called\n");
  }
  ::_exit(status_own_error);
}

}  // namespace

void install_abort_handler() {
  struct sigaction action {};
  ::sigaction(SIGABRT, nullptr, &action);
  if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_sigaction = on_abort;
  action.sa_flags = SA_SIGINFO | static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGABRT, &action, nullptr);
}

void set_abort_kills_tree(bool whole_tree) {
  kills_tree = whole_tree ? 1 : 0;
}

}  // namespace cpr
