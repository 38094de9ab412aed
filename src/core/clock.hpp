// The one clock that deadlines and durations are measured on.
#pragma once

#include <chrono>

namespace cpr {

using Duration = std::chrono::nanoseconds;

/// CLOCK_MONOTONIC: steps of the wall clock never move a deadline.
using Clock = std::chrono::steady_clock;
using TimePoint = std::chrono::time_point<Clock, Duration>;

/// `from + d`, held at the end of time instead of overflowing.
inline TimePoint saturating_add(TimePoint from, Duration d) {
  return d > TimePoint::max() - from ? TimePoint::max() : from + d;
}

}  // namespace cpr
