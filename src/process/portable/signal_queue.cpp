#include "process/signal_queue.hpp"

#include <array>
#include <csignal>

#include "loop/portable/signal_window.hpp"
#include "process/portable/signal_source.hpp"

namespace cpr {

SignalQueue::SignalQueue() : fd_(connect_reader()) {}

std::span<ArrivedSignal> SignalQueue::take(std::span<ArrivedSignal> room) {
  { const SignalWindow window; }  // for what is pending
  return take_recorded(room, fd_);
}

void SignalQueue::discard() {
  std::array<ArrivedSignal, 16> room;
  while (!take(room).empty()) {
  }
}

bool is_ignored(int signal) {
  return inherited_action(signal).sa_handler == SIG_IGN;
}

void ignore_write_signals() {
  restore_dispositions();
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace cpr
