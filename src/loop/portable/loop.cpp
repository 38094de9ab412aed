#include "loop/loop.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <system_error>
#include <utility>

#include "core/throw_errno.hpp"
#include "loop/portable/signal_window.hpp"
#include "loop/timer.hpp"

namespace cpr {
namespace {

short events_of(std::uint32_t watched) {
  int events = 0;
  if ((watched & Watch::readable) != 0) events |= POLLIN;
  if ((watched & Watch::writable) != 0) events |= POLLOUT;
  return static_cast<short>(events);
}

}  // namespace

bool in_event_loop() {
  return false;  // without libuv no call aborts
}

void LoopState::add(Watch* watch) {
  forget(watch);
  watches_.push_back(watch);
}

void LoopState::forget(const Watch* watch) {
  std::replace(watches_.begin(), watches_.end(), const_cast<Watch*>(watch),
               static_cast<Watch*>(nullptr));
}

void LoopState::add(TimerState* timer) {
  forget(timer);
  timers_.push_back(timer);
}

void LoopState::forget(const TimerState* timer) {
  std::replace(timers_.begin(), timers_.end(), const_cast<TimerState*>(timer),
               static_cast<TimerState*>(nullptr));
}

/// Until the next timer is due, rounded up; as poll(2) takes it.
int LoopState::milliseconds_to_wait() const {
  TimePoint next = TimePoint::max();
  for (const TimerState* timer : timers_) next = std::min(next, timer->at_);
  if (next == TimePoint::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

Loop::Loop() = default;

Loop::~Loop() = default;

void Loop::run_once() {
  std::erase(watches_, nullptr);
  std::erase(timers_, nullptr);
  polled_.clear();
  for (const Watch* watch : watches_) {
    polled_.push_back({.fd = watch->fd_, .events = events_of(watch->watched_), .revents = 0});
  }
  int ready = 0;
  {
    const SignalWindow window;
    ready = ::poll(polled_.data(), static_cast<nfds_t>(polled_.size()), milliseconds_to_wait());
  }
  if (ready < 0 && errno != EINTR) throw_errno("poll");
  // By number, since a callback may add and forget. What it adds is behind those that were polled.
  for (std::size_t i = 0; ready > 0 && i < polled_.size(); ++i) {
    if (polled_[i].revents == 0) continue;
    --ready;
    Watch* const watch = watches_[i];
    if (watch != nullptr) watch->callback_();
  }
  const TimePoint now = Clock::now();
  for (std::size_t i = 0; i < timers_.size(); ++i) {
    TimerState* const timer = timers_[i];
    if (timer == nullptr || timer->at_ > now) continue;
    timer->at_ = TimePoint::min();
    forget(timer);
    timer->callback_();
  }
}

Watch::Watch(Loop& loop, int fd, Callback callback)
    : loop_(loop), callback_(std::move(callback)), fd_(fd) {}

Watch::~Watch() {
  close();
}

void Watch::close() {
  stop();
  closed_ = true;
}

bool Watch::start(std::uint32_t events) {
  if (closed_ || watched_ == events) return true;
  struct stat info {};
  if (::fstat(fd_, &info) != 0) throw_errno("fstat");
  if (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode) || S_ISBLK(info.st_mode)) return false;
  watched_ = events;
  loop_.add(this);
  return true;
}

void Watch::stop() {
  if (watched_ == 0) return;
  watched_ = 0;
  loop_.forget(this);
}

}  // namespace cpr
