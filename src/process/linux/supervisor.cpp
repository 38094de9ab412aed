#include "process/supervisor.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <utility>

#include "core/retried.hpp"
#include "core/throw_errno.hpp"
#include "process/wait_status.hpp"

namespace cpr {

std::optional<std::string> StartWait::report() {
  SignalQueue signals;
  while (true) {
    // It may have reported just before it exited.
    const bool is_last = end_.has_value();
    std::array<pollfd, 2> fds{{{.fd = signals.fd(), .events = POLLIN, .revents = 0},
                               {.fd = report_.get(), .events = POLLIN, .revents = 0}}};
    const int ready = ::poll(fds.data(), fds.size(), is_last ? 0 : -1);
    if (ready < 0 && errno != EINTR) throw_errno("poll");
    if (fds[1].revents != 0) {
      std::array<char, PIPE_BUF> text{};
      const ssize_t n = retried([&] { return ::read(report_.get(), text.data(), text.size()); });
      if (n > 0) return std::string(text.data(), static_cast<std::size_t>(n));
      report_.reset();
    }
    if (fds[0].revents != 0) on_signals(signals);
    if (is_last) return std::nullopt;
  }
}

void StartWait::on_signals(SignalQueue& signals) {
  std::array<ArrivedSignal, 16> room;
  for (const auto& signal : signals.take(room)) {
    if (signal.number != SIGCHLD) {
      on_signal(signal.number);
      continue;
    }
    int status = 0;
    if (end_ || ::waitpid(supervisor_, &status, WNOHANG) != supervisor_) continue;
    end_ = exit_status_of(status);
  }
}

void StartWait::on_signal(int signal) const {
  switch (signal) {
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU: raise_unblocked(signal); return;
    // For this process, or for a program on its terminal.
    case SIGCONT:
    case SIGWINCH:
    case SIGPIPE:
    case SIGXFSZ: return;
    default:
      // Its number is valid until it is reaped.
      if (!end_) ::kill(supervisor_, signal);
  }
}

void StartWait::let_signals_act() const {
  ignore_write_signals();
  restore_mask(inherited_);
}

void StartWait::confirm() {
  // If the supervisor was killed meanwhile, the run has started nevertheless.
  static_cast<void>(retried([&] { return ::write(answer_.get(), "", 1); }));
}

void StartWait::refuse() {
  answer_.reset();
  retried([&] { return ::waitpid(supervisor_, nullptr, 0); });
}

void CallerLink::report(std::string_view text) {
  // Shorter than PIPE_BUF, it is written whole. A caller that is dead gives no answer.
  static_cast<void>(retried([&] { return ::write(report_.get(), text.data(), text.size()); }));
  report_.reset();
}

bool CallerLink::is_confirmed() {
  char answer = 0;
  const bool confirmed = retried([&] { return ::read(answer_.get(), &answer, 1); }) == 1;
  answer_.reset();
  return confirmed;
}

std::variant<StartWait, CallerLink> fork_supervisor() {
  auto report = make_pipe();
  auto answer = report ? make_pipe() : std::nullopt;
  if (!answer) throw_errno("--background: cannot create a pipe");
  // No signal may be lost between the fork and the first wait.
  const InheritedSignals inherited = block_signals();
  const pid_t supervisor = ::fork();
  if (supervisor < 0) {
    const int error = errno;
    unblock_signals(inherited);
    throw_errno("--background: cannot fork the supervisor", error);
  }
  if (supervisor > 0) {
    return StartWait(supervisor, std::move(report->read_end), std::move(answer->write_end),
                     inherited);
  }
  // Cannot fail: a process that was just forked does not lead a process group.
  ::setsid();
  unblock_signals(inherited);
  return CallerLink(std::move(report->write_end), std::move(answer->read_end));
}

}  // namespace cpr
