// The loop, and a descriptor that is watched in it.
#pragma once

#include <uv.h>

#include <exception>
#include <functional>

#include "clock.hpp"
#include "fd.hpp"

namespace cpr {

/// Owns a uv loop. Everything that is watched in it must be gone before it is destroyed.
class Loop {
 public:
  /// \throws std::system_error
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Waits for the next thing to happen and calls whoever watches it.
  /// \throws what a callback has thrown; std::system_error, and then the loop is of no use any more
  void run_once();
  uv_loop_t* get() { return &loop_; }

  /// Calls back from inside of uv, through whose frames nothing may be thrown.
  static void call(const uv_handle_t* handle, const std::function<void()>& callback) noexcept;

 private:
  template <typename Call>
  void in_uv(Call call);

  uv_loop_t loop_{};
  bool broken_ = false;
  std::exception_ptr thrown_;  ///< by a callback, and not yet told
};

/// Watches one descriptor. The callback hears that a read or write is worth a try; it is told
/// neither which nor whether it will succeed, the system call itself says that.
class Poll {
 public:
  enum class Owner : std::uint8_t {
    Cpr,    ///< made by cpr: it becomes O_NONBLOCK, as uv_poll_init does
    Others  ///< shared with other processes: no flag of it is touched
  };
  using Callback = std::function<void()>;

  /// The descriptor must stay open as long as this lives.
  /// \throws std::system_error
  Poll(Loop& loop, int fd, Owner owner, Callback callback);
  ~Poll();
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;

  /// Waits for `events` (UV_READABLE, UV_WRITABLE) until stop().
  /// \returns false when the descriptor is always ready (a regular file), so that there is nothing
  ///          to wait for and the callback will not come.
  bool start(int events);
  void stop();

  /// Ends the watch for good; to be called before the descriptor is closed. May be called from the
  /// callback.
  void close();

 private:
  uv_poll_t* handle_ = nullptr;  ///< freed by uv when it has closed it
  Callback callback_;
  int fd_;
  Fd set_;           ///< Others: an epoll set of our own around the descriptor
  int in_set_ = 0;   ///< events that set_ waits for
  int waiting_ = 0;  ///< events that the loop waits for
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
};

}  // namespace cpr
