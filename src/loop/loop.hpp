// The loop, and a descriptor that is watched in it.
#pragma once

#include <sys/epoll.h>
#include <uv.h>

#include <array>
#include <functional>
#include <span>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// Whether the code that runs is libuv's, which calls abort() when a system call that it needs has
/// failed: errno says why. Async-signal-safe.
bool in_event_loop();

class Watch;

/// Owns a uv loop, in which one descriptor is watched: an epoll set that holds all the others. uv
/// itself would take five system calls for each of them, and aborts when one is refused.
/// Everything that is watched must be gone before the loop is destroyed.
class Loop {
 public:
  /// \throws std::system_error
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Waits for the next thing to happen and calls whoever watches it.
  /// \throws what a callback has thrown; std::system_error
  void run_once();

 private:
  friend class Watch;
  void forget(const Watch* poll);

  Fd set_;
  uv_loop_t loop_{};
  uv_poll_t set_watch_{};
  std::array<epoll_event, 16> happened_{};
  std::span<epoll_event> not_yet_told_;  ///< of those in happened_
};

/// Watches one descriptor. The callback hears that a read or write is worth a try; it is told
/// neither which nor whether it will succeed, the system call itself says that.
class Watch {
 public:
  using Callback = std::function<void()>;
  enum Events : std::uint32_t { readable = EPOLLIN, writable = EPOLLOUT };

  /// The descriptor must stay open as long as this lives. No flag of it is touched.
  Watch(Loop& loop, int fd, Callback callback);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Waits for `events` until stop().
  /// \returns false when the descriptor is always ready (a regular file), so that there is nothing
  ///          to wait for and the callback will not come
  /// \throws std::system_error
  bool start(std::uint32_t events);
  void stop();

  /// Ends the watch for good; to be called before the descriptor is closed. May be called from the
  /// callback.
  void close();

 private:
  Loop& loop_;
  Callback callback_;
  int fd_;
  Fd copy_;  ///< of a descriptor that somebody else watches already
  std::uint32_t waiting_ = 0;
  bool closed_ = false;

  friend class Loop;
};

/// Calls back at a point in time, never before it.
///
/// A timerfd and not a uv_timer: those run on the loop's cached time and can fire some
/// milliseconds early.
class Timer {
 public:
  /// \throws std::system_error
  Timer(Loop& loop, Watch::Callback callback);

  /// Replaces the time that was set before.
  void set(TimePoint at);
  void clear();

 private:
  Fd fd_;
  Watch watch_;
  TimePoint at_ = TimePoint::min();  ///< min: cleared
};

}  // namespace cpr
