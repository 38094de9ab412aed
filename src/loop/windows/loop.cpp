#include "loop/loop.hpp"

#include <uv.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <system_error>

#include "core/throw_errno.hpp"
#include "loop/timer.hpp"
#include "loop/windows/async_fd.hpp"

namespace cpr {

struct UvLoop {
  uv_loop_t loop;
  uv_async_t wake;
  uv_timer_t alarm;
};

namespace {

std::mutex loops_mutex;
std::vector<UvLoop*> loops;

/// A uv_timer counts from the cached time of the loop in whole milliseconds: it may be early, and
/// is set again. libuv runs a timer that is due before it waits for events, without end.
std::uint64_t milliseconds_until(TimePoint at) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - Clock::now()).count();
  return static_cast<std::uint64_t>(std::max<decltype(left)>(left, 0));
}

}  // namespace

void wake_loops() {
  const std::lock_guard lock(loops_mutex);
  for (UvLoop* uv : loops) uv_async_send(&uv->wake);
}

bool in_event_loop() {
  return false;  // libuv does not abort() on Windows
}

LoopState::LoopState() : uv_(std::make_unique<UvLoop>()) {
  int error = uv_loop_init(&uv_->loop);
  if (error == 0) error = uv_async_init(&uv_->loop, &uv_->wake, [](uv_async_t*) {});
  if (error == 0) error = uv_timer_init(&uv_->loop, &uv_->alarm);
  if (error != 0) throw_errno("event loop", EIO);
  const std::lock_guard lock(loops_mutex);
  loops.push_back(uv_.get());
}

LoopState::~LoopState() {
  {
    const std::lock_guard lock(loops_mutex);
    std::erase(loops, uv_.get());
  }
  uv_close(reinterpret_cast<uv_handle_t*>(&uv_->wake), nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&uv_->alarm), nullptr);
  uv_run(&uv_->loop, UV_RUN_DEFAULT);  // completes the closes
  uv_loop_close(&uv_->loop);
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

Loop::Loop() = default;
Loop::~Loop() = default;

void Loop::run_once() {
  std::erase(watches_, nullptr);
  std::erase(timers_, nullptr);
  const auto is_ready = [](const Watch* watch) {
    return watch->is_ready(watch->fd_, watch->watched_);
  };
  TimePoint next = TimePoint::max();
  for (const TimerState* timer : timers_) next = std::min(next, timer->at_);
  const bool any = std::any_of(watches_.begin(), watches_.end(), is_ready);
  if (any || next != TimePoint::max()) {
    uv_update_time(&uv_->loop);
    uv_timer_start(
        &uv_->alarm, [](uv_timer_t* alarm) { uv_stop(alarm->loop); },
        any ? 0 : milliseconds_until(next), 0);
  }
  // What has become ready meanwhile has woken it already.
  uv_run(&uv_->loop, UV_RUN_ONCE);
  uv_timer_stop(&uv_->alarm);
  // By number, since a callback may add and forget.
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    Watch* watch = watches_[i];
    if (watch != nullptr && is_ready(watch)) watch->callback_();
  }
  const TimePoint now = Clock::now();
  for (std::size_t i = 0; i < timers_.size(); ++i) {
    TimerState* timer = timers_[i];
    if (timer == nullptr || timer->at_ > now) continue;
    timer->at_ = TimePoint::min();
    forget(timer);
    timer->callback_();
  }
}

bool WatchState::is_ready(int fd, std::uint32_t events) {
  AsyncFd& async = AsyncFd::of(fd);
  return ((events & Watch::readable) != 0 && async.can_read()) ||
         ((events & Watch::writable) != 0 && async.can_write());
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
  // A pipe of cpr's own is writable whenever no write is running.
  if (AsyncFd::of(fd_).never_blocks()) return false;
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
