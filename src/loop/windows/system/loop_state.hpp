// What the loop and its watches hold on Windows.
//
// Windows does not tell when a descriptor becomes ready. Reads and writes run in threads, see
// async_fd.hpp, and a thread that is done wakes the loop, which asks all watches. libuv is the
// loop, its one timer the next of all timers.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/clock.hpp"

namespace cpr {

class Watch;
struct TimerState;
struct UvLoop;

struct LoopState {
  LoopState();
  ~LoopState();
  LoopState(const LoopState&) = delete;
  LoopState& operator=(const LoopState&) = delete;

  void add(Watch* watch);
  void forget(const Watch* watch);
  void add(TimerState* timer);
  void forget(const TimerState* timer);

  std::unique_ptr<UvLoop> uv_;
  std::vector<Watch*> watches_;      ///< those that are started; null: forgotten in this turn
  std::vector<TimerState*> timers_;  ///< those that are set; null: forgotten in this turn
};

struct WatchState {
  std::uint32_t watched_ = 0;
  [[nodiscard]] static bool is_ready(int fd, std::uint32_t events);
};

/// Has every loop look at its watches again. From any thread.
void wake_loops();

}  // namespace cpr
