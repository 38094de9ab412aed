#include "run/ending.hpp"

#include <algorithm>
#include <csignal>
#include <span>
#include <utility>

namespace cpr {
namespace {

using namespace std::chrono_literals;

// Between two rounds of SIGKILL; the first follow fast, since deaths take microseconds.
constexpr Duration first_round_pause = 1ms;
constexpr Duration longest_round_pause = 50ms;
// The time to die after SIGKILL, where --kill-after gives no measure.
constexpr Duration default_kill_wait = 5s;
// The shortest such time: on a loaded machine a death takes long.
constexpr Duration shortest_kill_wait = 1s;
// The additional time for processes that are dying, and wait for the machine. One in state D may
// wait for a device that never answers, or for its turn on a loaded machine: nothing tells which.
constexpr Duration longest_death = 5s;
// How long cpr waits for a reader that has stalled, after a limit.
constexpr Duration flush_time = 1s;
// Signals that arrive as close together as this are one request: timeout(1) signals its child and
// then the whole group, and so do shells and service managers.
constexpr Duration one_request = 50ms;
// How long a typed signal may show no effect before cpr reports what it waits for.
constexpr Duration notice_after = 1s;
// Before the first look for leftover processes, and between two of them.
constexpr Duration leak_check_pause = 50ms;
// How long leftover processes are waited for that cannot be named.
constexpr Duration leak_check_time = 1s;

}  // namespace

Ending::Ending(Host& host, ChildFacts& facts, Streams& streams, Listener listener)
    : host_(host),
      facts_(facts),
      streams_(streams),
      listener_(std::move(listener)),
      timer_(host.loop, [this] { on_timer(); }),
      steps_(host, facts, kills_tree() ? Scope::Tree : Scope::Process, listener_.tell) {
  if (const auto& timeout = limits().timeout) {
    deadlines_.set(Deadline::Timeout, saturating_add(facts_.started_at, *timeout));
  }
  arm(Deadline::Idle, limits().idle_timeout);
  if (const auto& command = limits().before_kill) {
    hook_.emplace(host.loop, host.tree, *command, [this](const HookEnd& end) { hook_over(end); });
  }
  held_pipes_.reserve(facts_.job.stdio.size());
}

/// Whether limits and signals to cpr are for the whole tree.
bool Ending::kills_tree() const {
  return facts_.scope == Scope::Tree && limits().stop.scope == Scope::Tree;
}

bool Ending::in_kill_path() const {
  return facts_.state == State::BeforeKill || facts_.state == State::Ending ||
         facts_.state == State::Forcing;
}

void Ending::intervene(Intervention cause) {
  const auto& known = facts_.result.intervention;
  if (in_kill_path()) return;
  if (known && (!leaves_time(known->reason) || known->reason == cause.reason)) return;
  steps_.begin(std::move(cause));
}

// --- deadlines -----------------------------------------------------------------------------------

void Ending::arm(Deadline which, std::optional<Duration> delay) {
  deadlines_.set(which, delay ? std::optional(saturating_add(Clock::now(), *delay)) : std::nullopt);
  update_timer();
}

void Ending::update_timer() {
  if (const auto next = deadlines_.next()) {
    timer_.set(*next);
  } else {
    timer_.clear();
  }
}

void Ending::postpone(Duration stopped) {
  deadlines_.postpone(stopped);
  update_timer();
}

void Ending::on_timer() {
  // What had already happened when the timer expired counts first: a child that exited in time has
  // not timed out, however late cpr notices.
  listener_.catch_up();
  const TimePoint now = Clock::now();
  while (const auto due = deadlines_.take_due(now)) fire(*due);
  update_timer();
}

void Ending::fire(Deadline which) {
  switch (which) {
    case Deadline::Timeout: return post(Input::LimitHit, Intervention{.reason = Reason::Timeout});
    case Deadline::Idle: return check_idle();
    case Deadline::Grace: listener_.held_zombie(); return post(Input::GraceOver);
    case Deadline::Drain: return post(Input::DrainOver);
    case Deadline::KillWait: return check_kill();
    case Deadline::KillRound:
      listener_.held_zombie();
      if (facts_.state == State::Forcing) kill_round();
      if (facts_.state == State::Ending) look_again();
      return;
    case Deadline::Leaks: check_leftover(); return listener_.catch_up();
    case Deadline::Notice: return report_still_waiting();
    case Deadline::Flush: return post(Input::FlushOver);
  }
}

TimePoint Ending::last_moved() const {
  return std::max(facts_.started_at, streams_.last_moved());
}

/// If bytes have moved since the deadline was set, it counts from the last of them.
void Ending::check_idle() {
  const TimePoint end = saturating_add(last_moved(), *limits().idle_timeout);
  if (end > Clock::now()) return deadlines_.set(Deadline::Idle, end);
  post(Input::LimitHit, Intervention{.reason = Reason::IdleTimeout});
}

void Ending::flush() {
  streams_.list_open_pipes(held_pipes_);
  arm(Deadline::Flush, flush_time);
  streams_.drain_available();
}

void Ending::finish() {
  deadlines_.clear();
  update_timer();
  auto& result = facts_.result;
  if (facts_.process.pid > 0 && facts_.job.lifetime != Lifetime::Released &&
      facts_.scope == Scope::Tree) {
    collect_leftover();
    // The last of them may be gone by now.
    if (result.leaked.empty() && host_.tree.empty()) result.unkillable = false;
  }
  // What had no consequences is not an intervention; a lost reader is in `lost` as well.
  auto& intervention = result.intervention;
  if (intervention && leaves_time(intervention->reason) && intervention->path.signals.empty()) {
    intervention.reset();
  }
  bool signalled = false;
  for (KillPath* path : {intervention ? &intervention->path : nullptr,
                         result.cleanup ? &result.cleanup->path : nullptr}) {
    if (path == nullptr) continue;
    path->by = steps_.containment();
    signalled = signalled || !path->signals.empty();
  }
  // A program that was killed could not restore what it had changed.
  if (signalled) host_.terminal.restore();
}

// --- the kill path -------------------------------------------------------------------------------

void Ending::take_snapshot() {
  streams_.list_open_pipes(held_pipes_);
  steps_.take_snapshot(held_pipes_);
}

void Ending::run_hook() {
  if (!hook_ || hook_->has_run()) return post(Input::HookOver);
  listener_.tell({HookStarted{}});
  std::optional<pid_t> child;
  if (!facts_.exited) child = facts_.process.pid;
  const auto pids = KillSnapshot::pids();
  std::span<const pid_t> tree;
  if (steps_.scope() == Scope::Tree) tree = {pids.begin(), pids.size()};
  hook_->run({.child = child, .tree = tree, .reason = name(steps_.reason())});
}

void Ending::hook_over(const HookEnd& end) {
  steps_.path().hook = end;
  listener_.tell({HookEnded{end}});
  post(Input::HookOver);
}

void Ending::signal_tree() {
  const auto& intervention = facts_.result.intervention;
  const bool interrupted = steps_.reason() == Reason::Interrupted;
  // Leftover processes have received a typed signal already, and ignored it.
  const bool forwards = interrupted && !intervention->typed;
  const int signal = forwards ? intervention->signal : limits().kill_signal;
  // A writer whose reader is gone has had the grace period.
  const bool had_grace = steps_.reason() == Reason::OutputLost;
  // Until its exec, which has not been reported, the child blocks every other signal.
  const bool starting = !facts_.exited && facts_.process.report;
  if (starting || had_grace || signal == SIGKILL || limits().kill_after == Duration::zero()) {
    return post(Input::ForceRequested);
  }
  if (limits().stop.close_pipes && !interrupted) streams_.close_output();
  steps_.send(signal);
  round_pause_ = first_round_pause;
  look_again();
}

/// The system does not tell when a process group is empty, and may lose what a job object has to
/// tell: on_timer() looks.
void Ending::look_again() {
  const Containment tree = steps_.containment();
  if (tree != Containment::Group && tree != Containment::Job) return;
  arm(Deadline::KillRound, round_pause_);
  round_pause_ = std::min(round_pause_ * 2, longest_round_pause);
}

void Ending::force_tree() {
  round_pause_ = first_round_pause;
  kill_round();
  // From here on, since signalling a large tree takes time as well.
  const Duration grace = limits().kill_after.value_or(default_kill_wait);
  const Duration wait =
      grace == Duration::zero() ? default_kill_wait : std::max(grace, shortest_kill_wait);
  give_up_at_ = saturating_add(saturating_add(Clock::now(), wait), longest_death);
  arm(Deadline::KillWait, wait);
}

void Ending::kill_round() {
  steps_.send(SIGKILL);
  arm(Deadline::KillRound, round_pause_);
  round_pause_ = std::min(round_pause_ * 2, longest_round_pause);
}

/// The wait after SIGKILL is over. Processes that may still die get more time.
void Ending::check_kill() {
  constexpr Duration pause = 100ms;
  listener_.held_zombie();
  if (facts_.state != State::Forcing) return;
  kill_round();
  const Tree::Left left = steps_.left();
  listener_.catch_up();  // with what has died since
  if (facts_.state != State::Forcing) return;
  if (left == Tree::Left::Dying && Clock::now() < give_up_at_) {
    arm(Deadline::KillWait, pause);
  } else {
    const bool dead = left == Tree::Left::Zombies;
    post(dead ? Input::TreeEmpty : Input::KillTimedOut);
  }
}

void Ending::kill_child_now() {
  if (facts_.exited) return;
  send_signal(facts_.process, SIGKILL);
  // Before its exec it may read memory that is freed when this returns.
  await_death(facts_.process, 1s);
}

// --- signals to cpr ------------------------------------------------------------------------------

void Ending::interrupt(int signal) {
  if (in_kill_path() || facts_.state == State::Flushing) {
    const bool repeated = Clock::now() - interrupted_at_ >= one_request;
    if (facts_.state == State::BeforeKill) {
      if (!repeated) return;
      interrupted_at_ = Clock::now();  // of the hook; another one skips the grace period
      return post(Input::ForceRequested);
    }
    if (repeated && (signal == SIGINT || signal == SIGTERM)) {
      post(Input::ForceRequested);
    }
    return;
  }
  interrupted_at_ = Clock::now();
  post(Input::Interrupted, Intervention{.reason = Reason::Interrupted, .signal = signal});
}

void Ending::typed(int signal) {
  typed_ = signal;
  typed_at_ = Clock::now();
  if (!facts_.exited) {
    if (facts_.state == State::BeforeKill) return post(Input::ForceRequested);
    // With nothing relayed and no limit the user is aware of the child alone, as without cpr.
    const bool in_between = streams_.any() || limits().timeout || limits().idle_timeout;
    if (in_between) arm(Deadline::Notice, notice_after);
    return;
  }
  arm(Deadline::Notice, notice_after);
  Intervention cause{.reason = Reason::Interrupted, .signal = signal, .typed = true};
  if (steps_.cleaning()) {
    // From here on it is the user who ends the run.
    steps_.take_over_cleanup(std::move(cause));
    return post(Input::ForceRequested);
  }
  const bool ending = in_kill_path() || facts_.state == State::Flushing;
  post(ending ? Input::ForceRequested : Input::Interrupted, std::move(cause));
}

/// Reports what a typed signal has not ended.
void Ending::report_still_waiting() {
  if (facts_.state == State::BeforeKill) return arm(Deadline::Notice, notice_after);
  if (!facts_.exited) {
    if (last_moved() > typed_at_) return;  // the signal had an effect
    return listener_.tell({StillWaiting{.signal = typed_, .child_running = true}});
  }
  if (!in_kill_path()) return;
  StillWaiting waiting{.signal = typed_, .leftover = host_.tree.leftovers(held_pipes_).named};
  if (const auto grace = deadlines_.at(Deadline::Grace)) waiting.sigkill_in = *grace - Clock::now();
  listener_.tell({std::move(waiting)});
}

// --- leftover processes --------------------------------------------------------------------------

void Ending::child_exited() {
  // Processes that received a typed signal as well are given a moment to act on it.
  if (typed_ != 0 && kills_tree() && !host_.tree.empty()) {
    arm(Deadline::Leaks, leak_check_pause);
  } else {
    check_leftover();
  }
}

bool Ending::awaits_leftover() const {
  return deadlines_.at(Deadline::Leaks) && !host_.tree.empty();
}

void Ending::check_leftover() {
  const bool interrupted = typed_ != 0 && kills_tree();
  const LeakAction action = limits().leaks;
  const bool kills = action == LeakAction::Kill || action == LeakAction::Fail || interrupted;
  const bool by_itself = facts_.state == State::Draining || facts_.state == State::ReaderGone;
  auto& result = facts_.result;
  if (!kills || !by_itself || result.failure) return;
  collect_leftover();
  if (result.leaked.empty()) {
    if (host_.tree.empty()) return;
    // What is exiting will be gone soon. What is still there after that cannot be seen, but can be
    // killed.
    if (!name_until_) name_until_ = Clock::now() + leak_check_time;
    if (Clock::now() < *name_until_) return arm(Deadline::Leaks, leak_check_pause);
  }
  post(Input::LeftoverFound);
}

void Ending::start_cleanup() {
  steps_.begin_cleanup(limits().leaks == LeakAction::Fail);
  if (typed_ != 0 && kills_tree()) arm(Deadline::Notice, notice_after);
}

/// Adds the processes that are running now to those that were named before and may be gone since.
void Ending::collect_leftover() {
  auto& result = facts_.result;
  if (facts_.state == State::Draining) streams_.list_open_pipes(held_pipes_);
  auto leftovers = host_.tree.leftovers(held_pipes_);
  result.leaked_unnamed = std::max(result.leaked_unnamed, leftovers.unnamed);
  for (auto& leftover : leftovers.named) {
    // The kernel closes its pipes before it is a zombie: it does not count as running.
    if (leftover.exiting && !result.unkillable) continue;
    const auto same = [&](const Leftover& one) { return one.pid == leftover.pid; };
    const auto known = std::find_if(result.leaked.begin(), result.leaked.end(), same);
    if (known == result.leaked.end()) {
      result.leaked.push_back(std::move(leftover));
    } else {
      known->state = leftover.state;
      known->untouchable_owner = leftover.untouchable_owner;
    }
  }
}

}  // namespace cpr
