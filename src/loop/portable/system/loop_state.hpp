// What the loop and its watches hold: a list for poll(2), and the timers, which are compared with
// the clock.
//
// This is not libuv: uv_poll would set O_NONBLOCK on descriptors that cpr was given.
#pragma once

#include <poll.h>

#include <cstdint>
#include <vector>

#include "core/clock.hpp"

namespace cpr {

class Watch;
struct TimerState;

struct LoopState {
  void add(Watch* watch);
  void forget(const Watch* watch);
  void add(TimerState* timer);
  void forget(const TimerState* timer);
  [[nodiscard]] int milliseconds_to_wait() const;

  std::vector<Watch*> watches_;      ///< those that are started; null: forgotten in this turn
  std::vector<TimerState*> timers_;  ///< those that are set; null: forgotten in this turn
  std::vector<pollfd> polled_;       ///< as watches_ at the start of this turn
};

struct WatchState {
  std::uint32_t watched_ = 0;
};

}  // namespace cpr
