#include "engine.hpp"

#include <sys/signalfd.h>
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
  // What is still queued was sent to a run that is over; SIGPIPE among them is our own.
  struct sigaction ignore {};
  struct sigaction before {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &before);
  restore_mask(inherited_);
  ::sigaction(SIGPIPE, &before, nullptr);
}

void Engine::hold_output(bool held) {
  for (auto& child : children_) child->hold_output(held);
}

void Engine::lose_output() {
  for (auto& child : children_) child->lose_output();
}

void Engine::reap() {
  while (const auto reaped = reap_any()) {
    for (auto& child : children_) {
      if (child->pid() == reaped->pid) child->reaped(*reaped);
    }
  }
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
  switch (signal) {
    case SIGCHLD:
      reap();
      for (auto& child : children_) child->tree_changed();
      return;
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
      if (from_process) {
        for (auto& child : children_) child->forward(signal);
      }
      return stop_with_terminal();
    case SIGINT:
    case SIGQUIT:
      // Typed: the terminal has sent it to the child as well, which is free to handle it.
      if (!from_process) {
        typed_signal_ = signal;
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

/// Ctrl-Z: cpr stops as its child did, so that the shell gets its terminal back.
void Engine::stop_with_terminal() {
  const TimePoint before = Clock::now();
  ::raise(SIGSTOP);
  const Duration stopped = Clock::now() - before;
  for (auto& child : children_) child->postpone(stopped);
}

}  // namespace cpr
