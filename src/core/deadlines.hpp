// The times at which something about a child is due.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace cpr {

/// In the order in which they are taken when several are due at once.
enum class Deadline : std::uint8_t {
  Timeout,
  Idle,
  Grace,      ///< the grace period between the kill signal and SIGKILL
  Drain,      ///< the wait for processes that hold the child's pipes open
  KillWait,   ///< the wait for processes that were sent SIGKILL
  KillRound,  ///< the next round of SIGKILL; before it, the next look whether a group is empty
  Leaks,      ///< a look for leftover processes
  Notice,     ///< the report that a typed signal has not ended the run
  Flush,      ///< the wait for a stalled reader of cpr's output
};
inline constexpr int deadline_count = 9;

class Deadlines {
 public:
  /// Replaces the time that was set before; none: clears it.
  void set(Deadline which, std::optional<TimePoint> at) { at_[index(which)] = at; }

  void clear() { at_.fill(std::nullopt); }

  /// Moves all of them: cpr was stopped for that long.
  void postpone(Duration by) {
    for (auto& at : at_) {
      if (at) at = saturating_add(*at, by);
    }
  }

  [[nodiscard]] std::optional<TimePoint> at(Deadline which) const { return at_[index(which)]; }

  [[nodiscard]] std::optional<TimePoint> next() const {
    std::optional<TimePoint> first;
    for (const auto& at : at_) {
      if (at && (!first || *at < *first)) first = at;
    }
    return first;
  }

  /// Clears one that is due and returns it; none when none is due.
  std::optional<Deadline> take_due(TimePoint now) {
    for (std::size_t i = 0; i < at_.size(); ++i) {
      if (!at_[i] || *at_[i] > now) continue;
      at_[i].reset();
      return static_cast<Deadline>(i);
    }
    return std::nullopt;
  }

 private:
  static std::size_t index(Deadline which) { return static_cast<std::size_t>(which); }

  std::array<std::optional<TimePoint>, deadline_count> at_{};
};

}  // namespace cpr
