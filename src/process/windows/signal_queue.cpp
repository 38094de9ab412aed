#include "process/signal_queue.hpp"

#include <array>

#include "process/windows/signal_source.hpp"

namespace cpr {

SignalQueue::SignalQueue() : fd_(windows::connect_reader()) {}

std::span<ArrivedSignal> SignalQueue::take(std::span<ArrivedSignal> room) {
  return windows::take_signals(room, fd_);
}

void SignalQueue::discard() {
  std::array<ArrivedSignal, 16> room;
  while (!take(room).empty()) {
  }
}

/// The system ignores Ctrl-C for a process that was started so, and does not tell.
bool is_ignored(int /*signal*/) {
  return false;
}

/// There are none: a failed write is an error.
void ignore_write_signals() {}

}  // namespace cpr
