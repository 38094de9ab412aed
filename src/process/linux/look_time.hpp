// How long a look at other processes may take, where these want the same processors.
#pragma once

#include "core/clock.hpp"

namespace cpr {

/// A look works until its deadline, or gives up before it, when the scheduler would let so many
/// other processes run first that the next turn of cpr came too late.
class LookTime {
 public:
  explicit LookTime(TimePoint end);

  /// To be asked between any two steps that take some microseconds: one that took longer had to
  /// wait for a processor.
  ///
  /// \param leave time to be left for what follows
  [[nodiscard]] bool over(Duration leave = {});

  /// A wait for a processor would end after the deadline: cpr's own, or that of a process which
  /// holds a lock.
  [[nodiscard]] bool starved() const;

  [[nodiscard]] TimePoint end() const { return end_; }

 private:
  TimePoint end_;
  TimePoint last_ = Clock::now();
  TimePoint turn_ = last_;  ///< since then cpr has had a processor
  Duration pause_;          ///< the longest wait for a processor, expected or seen
};

}  // namespace cpr
