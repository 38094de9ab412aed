// The event loop, and what can be waited for in it: file descriptors and points in time.
#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "core/clock.hpp"
#include "loop/fd.hpp"

struct epoll_event;

namespace cpr {

/// Whether libuv is running. It calls abort() when a system call that it needs has failed; errno
/// has the reason. Async-signal-safe.
bool in_event_loop();

class Watch;

/// Every Watch and Timer must be destroyed before the loop.
class Loop {
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
  void forget(const Watch* watch);

  Fd set_;
  uv_loop_t loop_{};
  uv_poll_t set_watch_{};
  std::unique_ptr<epoll_event[]> events_;
  epoll_event* pending_ = nullptr;  ///< in events_: the first whose callback has not been called
  epoll_event* pending_end_ = nullptr;
};

/// Watches a file descriptor. The callback means that a read or write is worth a try; only the
/// system call itself says whether it succeeds.
class Watch {
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
  Fd duplicate_;  ///< watched instead of an fd that another Watch has in the loop
  std::uint32_t watched_ = 0;
  bool closed_ = false;

  friend class Loop;
};

/// Calls back at a point in time, never before it.
class Timer {
 public:
  /// \throws std::system_error
  Timer(Loop& loop, Watch::Callback callback);

  /// Replaces the time set before.
  void set(TimePoint at);
  void clear();

 private:
  Fd fd_;
  Watch watch_;
  TimePoint at_ = TimePoint::min();  ///< min: cleared
};

}  // namespace cpr
