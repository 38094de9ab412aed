// The loop, and a descriptor that is watched in it.
#pragma once

#include <sys/epoll.h>
#include <uv.h>

#include <array>
#include <functional>
#include <span>

#include "clock.hpp"
#include "fd.hpp"

namespace cpr {

class Poll;

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
  friend class Poll;
  void forget(const Poll* poll);

  Fd set_;
  uv_loop_t loop_{};
  uv_poll_t set_poll_{};
  std::array<epoll_event, 16> happened_{};
  std::span<epoll_event> not_yet_told_;  ///< of those in happened_
};

/// Watches one descriptor. The callback hears that a read or write is worth a try; it is told
/// neither which nor whether it will succeed, the system call itself says that.
class Poll {
 public:
  using Callback = std::function<void()>;
  enum Events : std::uint32_t { readable = EPOLLIN, writable = EPOLLOUT };

  /// The descriptor must stay open as long as this lives. No flag of it is touched.
  Poll(Loop& loop, int fd, Callback callback);
  ~Poll();
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

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
  Timer(Loop& loop, Poll::Callback callback);

  /// Replaces the time that was set before.
  void set(TimePoint at);
  void clear();

 private:
  Fd fd_;
  Poll poll_;
  TimePoint at_ = TimePoint::min();  ///< min: cleared
};

}  // namespace cpr
