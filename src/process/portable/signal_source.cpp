#include "process/portable/signal_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "core/throw_errno.hpp"
#include "loop/portable/signal_window.hpp"
#include "process/posix/signal_set.hpp"

namespace cpr {
namespace {

constexpr int end_of_signals = 65;  // SignalMask has room for 64

/// What a handler has seen of a signal. As in the kernel, a signal that comes again before it was
/// taken counts once.
enum Record : int { nothing, by_kernel, by_process };

std::array<volatile std::sig_atomic_t, end_of_signals> records{};
std::array<struct sigaction, end_of_signals> inherited{};
std::array<bool, end_of_signals> handled{};
volatile std::sig_atomic_t wake_fd = -1;
Fd& wake_end() {
  static Fd fd;
  return fd;
}

/// The pipe is non-blocking: when it is full, its reader is awake.
void wake() {
  const int error = errno;
  const char byte = 0;
  if (wake_fd >= 0 && ::write(wake_fd, &byte, 1) < 0) errno = error;
}

void record(int signal, siginfo_t* info, void* /*context*/) {
  const bool from_process = info->si_code <= 0 || info->si_code == SI_USER;
  // SIGPIPE and SIGXFSZ of cpr's own writes are dealt with where the write failed.
  if (from_process && info->si_pid == ::getpid()) return;
  records[static_cast<std::size_t>(signal)] = from_process ? by_process : by_kernel;
  wake();
}

/// abort() unblocks its signal: that handler tells cpr's own call from the signal of another
/// process.
bool has_own_handler(int signal, const struct sigaction& action) {
  return signal == SIGABRT && (action.sa_flags & SA_SIGINFO) != 0;
}

}  // namespace

void install_handlers() {
  const sigset_t all = blockable_signals();
  struct sigaction action {};
  action.sa_sigaction = record;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  action.sa_mask = all;
  for (int signal = 1; signal < end_of_signals; ++signal) {
    const auto i = static_cast<std::size_t>(signal);
    if (handled[i] || sigismember(&all, signal) != 1) continue;
    if (::sigaction(signal, nullptr, &inherited[i]) != 0) continue;
    if (has_own_handler(signal, inherited[i])) continue;
    handled[i] = ::sigaction(signal, &action, nullptr) == 0;  // not SIGKILL and SIGSTOP
  }
  allow_signal_windows(true);
}

void restore_dispositions() {
  allow_signal_windows(false);
  for (int signal = 1; signal < end_of_signals; ++signal) {
    const auto i = static_cast<std::size_t>(signal);
    if (!handled[i]) continue;
    ::sigaction(signal, &inherited[i], nullptr);
    handled[i] = false;
  }
}

struct sigaction inherited_action(int signal) {
  const auto i = static_cast<std::size_t>(signal);
  if (handled[i]) return inherited[i];
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  return action;
}

bool record_signal(int signal, const siginfo_t& info) {
  if (!handled[SIGCHLD]) return false;
  siginfo_t copy = info;
  record(signal, &copy, nullptr);
  return true;
}

Fd connect_reader() {
  auto pipe = make_pipe();
  if (!pipe) throw_errno("pipe");
  ::fcntl(pipe->read_end.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(pipe->write_end.get(), F_SETFL, O_NONBLOCK);
  wake_fd = pipe->write_end.get();
  wake_end() = std::move(pipe->write_end);
  for (const auto& one : records) {
    if (one != nothing) wake();
  }
  return std::move(pipe->read_end);
}

std::span<ArrivedSignal> take_recorded(std::span<ArrivedSignal> room, const Fd& reader) {
  std::array<char, 64> bytes;
  while (::read(reader.get(), bytes.data(), bytes.size()) > 0) {
  }
  std::size_t used = 0;
  for (int signal = 1; signal < end_of_signals; ++signal) {
    auto& one = records[static_cast<std::size_t>(signal)];
    if (one == nothing) continue;
    if (used == room.size()) {
      wake();  // for the rest
      break;
    }
    room[used++] = {.number = signal, .from_process = one == by_process};
    one = nothing;
  }
  return room.first(used);
}

SignalActs::SignalActs(int signal) : signal_(signal) {
  const struct sigaction action = inherited_action(signal);
  ::sigaction(signal, &action, &before_);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
}

SignalActs::~SignalActs() {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal_);
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  ::sigaction(signal_, &before_, nullptr);
}

}  // namespace cpr
