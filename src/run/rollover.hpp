// SIGHUP to cpr: all workers are replaced, one after the other, and each by one that runs before it
// is disconnected.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "run/worker.hpp"

namespace cpr {

class Rollover {
 public:
  struct Actions {
    /// Starts another process for this slot, in Worker::Stage::Starting.
    std::function<Worker&(std::size_t index)> start;
    /// It serves from now on; the one that has served until now is disconnected, if it still runs.
    std::function<void(Worker& worker)> take_over;
    /// It could not be started, or has exited before it was ready: the others are not replaced.
    std::function<void(Worker& worker)> failed;
  };

  /// \param slots must outlive this
  Rollover(const std::vector<WorkerSlot>& slots, Actions actions)
      : slots_(slots), actions_(std::move(actions)) {}

  /// Replaces all workers that run now. While others are replaced this is remembered, once.
  void request();

  /// Takes the steps that are due. Calls the actions.
  /// \returns when another step may be due, if the state of no worker changes before
  TimePoint step();

  /// Stops. \returns the process that was started and does not serve; null: none
  Worker* cancel();

  /// Whether a process is running that will serve in this slot.
  [[nodiscard]] bool is_starting(std::size_t index) const {
    return incoming_ != nullptr && incoming_->index == index;
  }
  [[nodiscard]] bool is_starting() const { return incoming_ != nullptr; }

  /// Cpr was stopped for that long.
  void postpone(Duration stopped);

 private:
  [[nodiscard]] const WorkerSlot* next() const;
  void finish_one();

  const std::vector<WorkerSlot>& slots_;
  Actions actions_;
  std::optional<TimePoint> requested_at_;  ///< those that were started before are replaced
  std::optional<TimePoint> repeated_at_;   ///< the request that follows
  Worker* incoming_ = nullptr;             ///< the replacement that is not ready yet
  Worker* outgoing_ = nullptr;             ///< the next one is replaced when this has ended
};

}  // namespace cpr
