#include "loop/timer.hpp"

#include <utility>

namespace cpr {

Timer::Timer(Loop& loop, Watch::Callback callback) : TimerState(loop, std::move(callback)) {}

void Timer::set(TimePoint at) {
  if (at == at_) return;
  at_ = at;
  loop_.add(this);
}

void Timer::clear() {
  if (std::exchange(at_, TimePoint::min()) != TimePoint::min()) loop_.forget(this);
}

}  // namespace cpr
