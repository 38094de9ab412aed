// The clock of all deadlines and durations, and the wall clock.
#pragma once

#include <chrono>

namespace cpr {

using Duration = std::chrono::nanoseconds;

/// CLOCK_MONOTONIC: changes of the system time do not move a deadline.
using Clock = std::chrono::steady_clock;
using TimePoint = std::chrono::time_point<Clock, Duration>;

/// For display only: it may be set at any time.
using WallClock = std::chrono::system_clock;

/// One moment on both clocks.
struct Instant {
  TimePoint at{};
  WallClock::time_point wall{};

  static Instant now() { return {Clock::now(), WallClock::now()}; }
};

/// `from + d`, or the maximum if that would overflow.
inline TimePoint saturating_add(TimePoint from, Duration d) {
  return d > TimePoint::max() - from ? TimePoint::max() : from + d;
}

}  // namespace cpr
