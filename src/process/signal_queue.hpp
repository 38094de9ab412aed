// The signals to cpr, which are blocked (see inherited_signals.hpp) and read one by one.
#pragma once

#include <cstddef>
#include <span>

#include "loop/fd.hpp"

namespace cpr {

struct ArrivedSignal {
  int number = 0;
  bool from_process = false;  ///< else the kernel has sent it, for the terminal or a timer
};

class SignalQueue {
 public:
  /// \throws std::system_error
  SignalQueue();

  /// Readable when signals have arrived.
  [[nodiscard]] int fd() const { return fd_.get(); }

  /// Takes those that have arrived, in the kernel's order: by number. Those that cpr has sent to
  /// itself are omitted.
  /// \returns the part of `room` that is used; it may be empty although more have arrived
  std::span<ArrivedSignal> take(std::span<ArrivedSignal> room);

  /// Forgets those that have arrived.
  void discard();

 private:
  Fd fd_;
};

/// Whether cpr, and so its child, has inherited the signal as ignored (nohup, a background job of a
/// script). It is blocked, so that it is read all the same.
bool is_ignored(int signal);

/// From here on a failed write tells that a reader is gone, or that a file may not grow.
void ignore_write_signals();

}  // namespace cpr
