#include "loop/timer.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "core/throw_errno.hpp"

namespace cpr {
namespace {

int make_timerfd() {
  const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (fd < 0) throw_errno("timerfd_create");
  return fd;
}

void arm(int fd, timespec at) {
  const itimerspec spec{.it_interval = {}, .it_value = at};
  if (timerfd_settime(fd, TFD_TIMER_ABSTIME, &spec, nullptr) != 0) throw_errno("timerfd_settime");
}

}  // namespace

Timer::Timer(Loop& loop, Watch::Callback callback)
    : TimerState(loop, make_timerfd(), [this, callback = std::move(callback)] {
        std::uint64_t expirations = 0;
        // Fails if the time was changed after the loop had seen the expiration.
        if (::read(fd_.get(), &expirations, sizeof expirations) < 0) return;
        at_ = TimePoint::min();
        callback();
      }) {
  watch_.start(Watch::readable);
}

void Timer::set(TimePoint at) {
  if (at == at_) return;
  at_ = at;
  const auto since = at.time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  arm(fd_.get(), {.tv_sec = seconds.count(), .tv_nsec = (since - seconds).count()});
}

void Timer::clear() {
  if (std::exchange(at_, TimePoint::min()) != TimePoint::min()) arm(fd_.get(), {});
}

}  // namespace cpr
