#include "core/retry_policy.hpp"

#include <algorithm>
#include <cmath>

namespace cpr {

RetriedEnds RetriedEnds::by_default() {
  RetriedEnds ends;
  for (const Verdict verdict : {Verdict::Exit, Verdict::Signal, Verdict::Timeout,
                                Verdict::IdleTimeout, Verdict::Leak, Verdict::Unknown}) {
    ends.add(verdict);
  }
  return ends;
}

bool RetriedEnds::has(const Result& result) const {
  const Verdict how = verdict(result);
  const bool named = verdicts_.test(static_cast<std::size_t>(how));
  if (!result.exit) return named;
  const auto value = static_cast<std::size_t>(result.exit->value);
  if (how == Verdict::Exit) return (named && value != 0) || codes_.test(value);
  if (how == Verdict::Signal) return named || signals_.test(value);
  return named;
}

bool RetryPolicy::goes_on(const Result& result, std::size_t attempt) const {
  // Processes that cannot be killed would run beside the next attempt; output that cannot be
  // delivered would be lost again.
  return attempt <= retries && !result.unkillable && result.lost.empty() && ends.has(result);
}

Duration RetryPolicy::delay_after(std::size_t attempt, std::uint64_t random) const {
  if (!longest_delay) return delay;
  const int doublings = static_cast<int>(std::min<std::size_t>(attempt - 1, 63));
  const long double doubled = std::ldexp(static_cast<long double>(delay.count()), doublings);
  const long double whole = std::min(doubled, static_cast<long double>(longest_delay->count()));
  const long double share = 0.5L + std::ldexp(static_cast<long double>(random), -65);
  return std::min(Duration(static_cast<std::int64_t>(std::min(whole * share, 9e18L))),
                  *longest_delay);
}

}  // namespace cpr
