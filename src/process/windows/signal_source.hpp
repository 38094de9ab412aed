// What Windows has instead of signals, collected for the SignalQueue: Ctrl-C, Ctrl-Break, a console
// that is closed, and children that have exited. It arrives in other threads.
#pragma once

#include <cstddef>
#include <span>

#include "process/signal_queue.hpp"

namespace cpr::windows {

/// Makes a signal pending, and the queue readable. SIGCHLD is pending once at most; what does not
/// fit is dropped, as a second signal of the same number is elsewhere. From any thread; does not
/// block.
void post_signal(int number);

/// The pending signals go to a new reader from here on.
/// \returns the reading end of a pipe, which is readable as long as signals are pending
/// \throws std::system_error
Fd connect_reader();

/// Takes pending signals, SIGCHLD first.
std::span<ArrivedSignal> take_signals(std::span<ArrivedSignal> room, const Fd& reader);

/// From here on Ctrl-C and its kind make signals pending, or again have their default action.
void handle_console_events(bool handled);

}  // namespace cpr::windows
