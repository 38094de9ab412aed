// Points in time that the loop waits for.
#pragma once

#include "core/clock.hpp"
#include "loop/loop.hpp"
#include "system/timer_state.hpp"

namespace cpr {

/// Calls back at a point in time, never before it.
class Timer : private TimerState {
 public:
  /// \throws std::system_error
  Timer(Loop& loop, Watch::Callback callback);

  /// Replaces the time set before.
  void set(TimePoint at);
  void clear();
};

}  // namespace cpr
