#include "process/signal_queue.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>

#include "core/throw_errno.hpp"
#include "process/posix/signal_set.hpp"

namespace cpr {

SignalQueue::SignalQueue() {
  const sigset_t set = blockable_signals();
  fd_.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd_) throw_errno("signalfd");
}

std::span<ArrivedSignal> SignalQueue::take(std::span<ArrivedSignal> room) {
  std::array<signalfd_siginfo, 16> batch;
  const std::size_t wanted = std::min(room.size(), batch.size());
  const ssize_t bytes = ::read(fd_.get(), batch.data(), wanted * sizeof batch[0]);
  const std::size_t arrived = bytes > 0 ? static_cast<std::size_t>(bytes) / sizeof batch[0] : 0;
  std::size_t used = 0;
  for (std::size_t i = 0; i < arrived; ++i) {
    const auto& info = batch[i];
    // SIGPIPE and SIGXFSZ of cpr's own writes are dealt with where the write failed.
    if (info.ssi_pid == static_cast<std::uint32_t>(::getpid())) continue;
    room[used++] = {.number = static_cast<int>(info.ssi_signo), .from_process = info.ssi_code <= 0};
  }
  return room.first(used);
}

void SignalQueue::discard() {
  std::array<signalfd_siginfo, 16> batch;
  while (::read(fd_.get(), batch.data(), sizeof batch) > 0) {
  }
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void ignore_write_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace cpr
