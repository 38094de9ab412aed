#include "core/respawn_policy.hpp"

#include <algorithm>

namespace cpr {

std::optional<Duration> RespawnPolicy::exited(std::size_t worker, Duration lived) {
  short_lives_ = lived < short_life ? short_lives_ + 1 : 0;
  if (short_lives_ >= crash_loop) return std::nullopt;
  Duration& next = pauses_[worker];
  const Duration pause = lived < long_life ? next : shortest_pause;
  next = std::min(pause * 2, longest_pause);
  return pause;
}

}  // namespace cpr
