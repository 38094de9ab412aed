// What a timer holds where no descriptor tells that it is due: its place in the loop, which
// compares it with the clock.
#pragma once

#include <utility>

#include "loop/loop.hpp"

namespace cpr {

struct TimerState {
  TimerState(LoopState& loop, Watch::Callback callback)
      : loop_(loop), callback_(std::move(callback)) {}
  ~TimerState() { loop_.forget(this); }
  TimerState(const TimerState&) = delete;
  TimerState& operator=(const TimerState&) = delete;

  LoopState& loop_;
  Watch::Callback callback_;
  TimePoint at_ = TimePoint::min();  ///< min: cleared
};

}  // namespace cpr
