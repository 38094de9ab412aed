// The deadlines of a child: what is armed, and what happens when one of them has come.
#include <algorithm>

#include "run/child.hpp"

namespace cpr {

void Child::arm(Deadline which, std::optional<Duration> delay) {
  deadlines_.set(which, delay ? std::optional(saturating_add(Clock::now(), *delay)) : std::nullopt);
  update_timer();
}

void Child::update_timer() {
  if (const auto next = deadlines_.next()) {
    timer_->set(*next);
  } else {
    timer_->clear();
  }
}

void Child::on_timer() {
  // What had already happened when the clock struck counts first: a child that ended in time has
  // not timed out, whenever cpr gets to see it.
  reap_();
  tree_changed();
  settle_start();
  for (auto& output : outputs_) output.relay->pump();
  if (ipc_) ipc_->pump();
  const TimePoint now = Clock::now();
  while (!done()) {
    const auto due = deadlines_.take_due(now);
    if (!due) break;
    fire(*due);
  }
  update_timer();
}

void Child::fire(Deadline which) {
  switch (which) {
    case Deadline::Timeout: intervene(Reason::Timeout, 0, -1); return input(Input::LimitHit);
    case Deadline::Idle: return check_idle();
    case Deadline::Grace:
      settle_held_zombie();
      tree_changed();
      if (state_ == State::Ending || state_ == State::ReaderGone) {
        result_.intervention->grace_expired = true;
      }
      return input(Input::GraceOver);
    case Deadline::Drain:
      if (state_ == State::Draining) result_.drain_expired = true;
      return input(Input::DrainOver);
    case Deadline::KillWait: return check_kill();
    case Deadline::Flush: return input(Input::FlushOver);
    case Deadline::Leaks: check_leaks(); return check_closed();
    case Deadline::Notice: return tell_still_waiting();
    case Deadline::KillRound:
      if (state_ == State::Forcing) kill_round();
      return;
  }
}

/// When a byte moved on any relayed stream; the start when none has.
TimePoint Child::last_moved() const {
  TimePoint last = started_at_;
  if (input_) last = std::max(last, input_->last_moved());
  if (ipc_) last = std::max(last, ipc_->last_moved());
  for (const auto& output : outputs_) last = std::max(last, output.relay->last_moved());
  return last;
}

Activity Child::activity() {
  Activity now{.elapsed = since_start()};
  for (const auto& output : outputs_) now.streams.push_back({output.fd, output.relay->moved()});
  if (input_ || ipc_ || !outputs_.empty()) now.idle = Clock::now() - last_moved();
  if (tree_ && process_.pid > 0) now.processes = tree_->count();
  return now;
}

/// Bytes have moved since the clock was set: it goes on from the last of them.
void Child::check_idle() {
  const TimePoint end = saturating_add(last_moved(), *job_.limits.idle_timeout);
  if (end > Clock::now()) {
    deadlines_.set(Deadline::Idle, end);
    return;
  }
  intervene(Reason::IdleTimeout, 0, -1);
  input(Input::LimitHit);
}

}  // namespace cpr
