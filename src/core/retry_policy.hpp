// Which ends of a run are followed by another attempt, and after what delay. Pure.
#pragma once

#include <bitset>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/clock.hpp"
#include "core/result.hpp"

namespace cpr {

/// A set of ends.
class RetriedEnds {
 public:
  /// Every failure but a failed start, a signal to cpr, and a limit on output or memory, all of
  /// which another attempt would not change.
  static RetriedEnds by_default();

  /// With Exit: every code but 0.
  void add(Verdict verdict) { verdicts_.set(static_cast<std::size_t>(verdict)); }
  /// \param code 0..255, of a child that has exited by itself
  void add_code(int code) { codes_.set(static_cast<std::size_t>(code)); }
  /// \param signal 1..64, that killed the child, and was not sent by cpr
  void add_signal(int signal) { signals_.set(static_cast<std::size_t>(signal)); }

  [[nodiscard]] bool has(const Result& result) const;
  bool operator==(const RetriedEnds&) const = default;

 private:
  std::bitset<16> verdicts_;
  std::bitset<256> codes_;
  std::bitset<65> signals_;
};

struct RetryPolicy {
  std::size_t retries = 0;  ///< the largest number of attempts after the first
  RetriedEnds ends = RetriedEnds::by_default();
  Duration delay = std::chrono::seconds(1);  ///< between two attempts; not negative
  /// The delay doubles up to this, and between half and all of it is waited; none: it is constant.
  std::optional<Duration> longest_delay{};

  [[nodiscard]] std::size_t most_attempts() const { return retries + 1; }

  /// \param attempt the number of the attempt that has ended, from 1 on
  [[nodiscard]] bool goes_on(const Result& result, std::size_t attempt) const;

  /// The delay after an attempt.
  /// \param random any number; all are equally likely
  [[nodiscard]] Duration delay_after(std::size_t attempt, std::uint64_t random) const;
};

}  // namespace cpr
