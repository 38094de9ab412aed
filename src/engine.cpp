#include "engine.hpp"

#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace cpr {
namespace {

int make_signalfd() {
  const sigset_t set = blockable_signals();
  const int fd = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

/// Whoever started cpr wanted this signal to do nothing (nohup, a background job of a script), and
/// the child ignores it, too. Cpr has not touched the disposition; blocked, it arrives all the
/// same.
bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Engine::Engine()
    : inherited_(take_signals()),
      signalfd_(make_signalfd()),
      signal_poll_(loop_, signalfd_.get(), Poll::Owner::Cpr, [this] { on_signals(); }) {
  signal_poll_.start(UV_READABLE);
}

void Engine::start(const Job& job, Sink sink) {
  children_.push_back(
      std::make_unique<Child>(loop_, inherited_, job, std::move(sink), [this] { reap(); }));
  children_.back()->start();
}

void Engine::run() {
  const auto done = [](const auto& child) { return child->done(); };
  while (!std::all_of(children_.begin(), children_.end(), done)) loop_.run_once();
}

void Engine::release_signals() {
  // What is still queued was sent to a run that is over.
  std::array<signalfd_siginfo, 16> batch;
  while (::read(signalfd_.get(), batch.data(), sizeof batch) > 0) {
  }
  // From here on a lost reader is told by the failed write.
  ::signal(SIGPIPE, SIG_IGN);
  restore_mask(inherited_);
}

void Engine::hold_output(bool held) {
  for (auto& child : children_) child->hold_output(held);
}

void Engine::lose_output() {
  for (auto& child : children_) child->lose_output();
}

void Engine::reap() {
  Reaped reaped;
  while (!(reaped = reap_any()).none() && !reaped.childless()) {
    for (auto& child : children_) {
      if (child->pid() != reaped.pid) continue;
      if (WIFSTOPPED(reaped.wait_status)) {
        if (child->running()) stop_like_child(WSTOPSIG(reaped.wait_status));
      } else {
        child->reaped(reaped);
      }
    }
  }
  if (!reaped.childless()) return;
  for (auto& child : children_) child->vanished();
}

void Engine::on_signals() {
  std::array<signalfd_siginfo, 16> batch;
  const ssize_t n = ::read(signalfd_.get(), batch.data(), sizeof batch);
  if (n <= 0) return;
  const auto count = static_cast<std::size_t>(n) / sizeof batch[0];
  for (std::size_t i = 0; i < count; ++i) {
    const auto& info = batch[i];
    // Our own failed writes make SIGPIPE and SIGXFSZ; they are dealt with where the write failed.
    if (info.ssi_pid == static_cast<std::uint32_t>(::getpid())) continue;
    on_signal(static_cast<int>(info.ssi_signo), info.ssi_code <= 0);
  }
}

void Engine::on_signal(int signal, bool from_process) {
  if (signal == SIGCHLD) {
    reap();
    for (auto& child : children_) child->tree_changed();
    return;
  }
  if (is_ignored(signal)) return;
  switch (signal) {
    case SIGINT:
    case SIGQUIT:
      // Typed: the terminal has sent it to the child as well, which is free to handle it, once it
      // is a program that could.
      if (!from_process) {
        typed_signal_ = signal;
        for (auto& child : children_) {
          if (child->starting()) child->interrupt(signal);
        }
        return;
      }
      [[fallthrough]];
    case SIGTERM:
    case SIGHUP:
      for (auto& child : children_) child->interrupt(signal);
      return;
    default:
      // What the kernel sent went to the whole group, the child included.
      if (!from_process) return;
      for (auto& child : children_) child->forward(signal);
  }
}

/// Ctrl-Z, or a read from the background: the child has stopped, and so does cpr, so that the shell
/// gets its terminal back. By the same signal, since the kernel knows when nobody could wake us.
void Engine::stop_like_child(int signal) {
  if (signal != SIGTSTP && signal != SIGTTIN && signal != SIGTTOU) return;
  const TimePoint before = Clock::now();
  let_act(signal);
  const Duration stopped = Clock::now() - before;
  for (auto& child : children_) child->postpone(stopped);
}

}  // namespace cpr
