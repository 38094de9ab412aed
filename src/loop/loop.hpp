// The event loop, in which file descriptors are watched.
#pragma once

#include <cstdint>
#include <functional>

#include "loop/fd.hpp"
#include "system/loop_state.hpp"

namespace cpr {

/// Whether libuv is running. It calls abort() when a system call that it needs has failed; errno
/// has the reason. Async-signal-safe.
bool in_event_loop();

class Watch;

/// Every Watch and Timer must be destroyed before the loop.
class Loop : private LoopState {
 public:
  /// \throws std::system_error
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Waits for events and calls their callbacks.
  /// \throws what a callback has thrown; std::system_error
  void run_once();

 private:
  friend class Watch;
  friend class Timer;
};

/// Watches a file descriptor. The callback means that a read or write is worth a try; only the
/// system call itself says whether it succeeds.
class Watch : private WatchState {
 public:
  using Callback = std::function<void()>;
  enum Events : std::uint32_t { readable = 1, writable = 4 };

  /// \param fd must stay open until close(). Its flags are not changed.
  Watch(Loop& loop, int fd, Callback callback);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Watches for `events` until stop().
  /// \returns false if the fd is always ready (a regular file), so that the callback is never
  ///          called
  /// \throws std::system_error
  bool start(std::uint32_t events);
  void stop();

  /// Ends the watch for good. May be called from the callback.
  void close();

 private:
  Loop& loop_;
  Callback callback_;
  int fd_;
  bool closed_ = false;

  friend class Loop;
};

}  // namespace cpr
