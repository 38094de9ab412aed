// When the replacement of a worker that has exited is started, and when no other one is started.
// Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/clock.hpp"

namespace cpr {

class RespawnPolicy {
 public:
  /// The pause before a replacement; it doubles with each one of the same number.
  static constexpr Duration shortest_pause = std::chrono::milliseconds(100);
  static constexpr Duration longest_pause = std::chrono::seconds(10);
  /// A worker that has lived for so long makes the next pause of its number the shortest.
  static constexpr Duration long_life = std::chrono::minutes(1);
  /// Workers that have lived less than this, one after the other, are a crash loop.
  static constexpr Duration short_life = std::chrono::seconds(1);
  static constexpr std::size_t crash_loop = 5;

  /// \param workers their number
  explicit RespawnPolicy(std::size_t workers) : pauses_(workers, shortest_pause) {}

  /// What follows when a worker has exited.
  /// \param worker its number, from 0 on
  /// \returns the pause before its replacement; none: it has completed a crash loop
  std::optional<Duration> exited(std::size_t worker, Duration lived);

 private:
  std::vector<Duration> pauses_;  ///< the next one of each worker
  std::size_t short_lives_ = 0;   ///< of any workers, in a row
};

}  // namespace cpr
