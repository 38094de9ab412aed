#include "run/readiness.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "core/retried.hpp"
#include "process/life.hpp"

namespace cpr {

Readiness::Readiness(Loop& loop, const ReadyWhen& when, const ChildFacts& facts,
                     std::function<void()> ready)
    : when_(when), facts_(facts), ready_(std::move(ready)) {
  if (const auto* on = std::get_if<ReadyOnConnection>(&when)) {
    connections_.emplace(loop, on->addresses, [this] {
      if (child_runs(true)) ready_();
    });
  } else if (std::holds_alternative<ReadyAfter>(when)) {
    timer_.emplace(loop, [this] {
      if (child_runs(true)) ready_();
    });
  }
}

void Readiness::watch(Loop& loop, Fd pipe) {
  pipe_ = std::move(pipe);
  pipe_watch_.emplace(loop, pipe_.get(), [this] { read_pipe(); });
  pipe_watch_->start(Watch::readable);
}

void Readiness::started() {
  if (connections_) connections_->start();
  if (const auto* after = std::get_if<ReadyAfter>(&when_)) {
    ready_after_ = saturating_add(Clock::now(), after->delay);
    timer_->set(ready_after_);
  }
}

void Readiness::read_pipe() {
  std::array<char, 4096> room;
  const ssize_t n = retried([&] { return ::read(pipe_.get(), room.data(), room.size()); });
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) pipe_watch_->close();
  if (over_) return;
  if (n > 0 || (n == 0 && child_runs(false))) ready_();
}

void Readiness::output(int fd, std::string_view bytes) {
  if (over_) return;
  auto& search = searches_.try_emplace(fd, std::get<ReadyOnLine>(when_).text).first->second;
  const bool found =
      bytes.empty() ? search.in_last_line() && child_runs(false) : search.feed(bytes);
  if (found) ready_();
}

void Readiness::child_exited() {
  if (pipe_watch_) read_pipe();
  stop();
}

void Readiness::stop() {
  over_ = true;
  if (connections_) connections_->stop();
  if (timer_) timer_->clear();
}

void Readiness::postpone(Duration stopped) {
  if (over_ || !timer_ || ready_after_ == TimePoint{}) return;
  ready_after_ = saturating_add(ready_after_, stopped);
  timer_->set(ready_after_);
}

/// The exit of a child closes its descriptors before cpr can reap it.
bool Readiness::child_runs(bool if_unknown) const {
  if (facts_.exited) return false;
  switch (life(facts_.process.pid)) {
    case Life::Running: return true;
    case Life::Exiting: return false;
    case Life::Unknown: return if_unknown;
  }
  return if_unknown;
}

}  // namespace cpr
