// What a timer holds: a timerfd, since a uv_timer counts from the cached time of the loop and can
// fire some milliseconds early.
#pragma once

#include <utility>

#include "core/clock.hpp"
#include "loop/loop.hpp"

namespace cpr {

struct TimerState {
  TimerState(Loop& loop, int fd, Watch::Callback callback)
      : fd_(fd), watch_(loop, fd, std::move(callback)) {}

  Fd fd_;
  Watch watch_;
  TimePoint at_ = TimePoint::min();  ///< min: cleared
};

}  // namespace cpr
