// The points in time that a child's life waits for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"

namespace cpr {

/// In the order in which they strike when several are due at once.
enum class Deadline : std::uint8_t {
  Timeout,
  Idle,
  Grace,
  Drain,
  KillWait,
  KillRound,
  Leaks,
  Notice,
  Flush
};

class Deadlines {
 public:
  /// Replaces the time that was set before; none = it will not come.
  void set(Deadline which, std::optional<TimePoint> at) { at_[index(which)] = at; }

  void clear() { at_.fill(std::nullopt); }

  /// The clocks have stood still for so long.
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

  /// One that is due, which is not set any more after that; none when all lie ahead.
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

  std::array<std::optional<TimePoint>, 9> at_{};
};

}  // namespace cpr
