// How a child and its tree are ended.
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>

#include "run/child.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// Between two rounds of killing; the first ones follow fast, since deaths take microseconds.
constexpr Duration first_round_pause = 1ms;
constexpr Duration longest_round_pause = 50ms;

// For how long leftover processes are waited for that cannot be named.
constexpr Duration leak_check_time = 1s;

bool is_stop_signal(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

}  // namespace

/// Remembers why. The first reason counts, but for those after which the run goes on: a lost
/// reader, and leaks that are ended. \returns whether this is the one that counts
bool Child::intervene(Reason reason, int signal, int stream) {
  auto& intervention = result_.intervention;
  if (intervention) {
    const bool goes_on = intervention->reason == Reason::OutputLost ||
                         (intervention->reason == Reason::Leak && state_ == State::Draining);
    if (!goes_on || reason == Reason::OutputLost) return false;
  }
  intervention.emplace();
  intervention->reason = reason;
  intervention->signal = signal;
  intervention->stream = stream;
  // No allocation is left for the kill path; more than these are never sent in one run.
  intervention->signals.reserve(8);
  return true;
}

/// Whether limits and signals to cpr are for the whole tree, and not for the child alone.
bool Child::kills_tree() const {
  return job_.limits.whole_tree && !job_.beside_others;
}

/// Whether the kill path that runs is for the whole tree.
bool Child::ends_tree() const {
  return kills_tree() || clears_leftover_;
}

/// The child has exited by itself: what it left running is killed where --leaks says so, and where
/// the user has typed INT or QUIT to be rid of the run.
void Child::check_leaks() {
  const bool interrupted = typed_ != 0 && kills_tree();
  awaits_leftover_ = false;
  const LeakAction action = job_.limits.leaks;
  const bool to_be_ended = action == LeakAction::Kill || action == LeakAction::Fail || interrupted;
  const bool by_itself = state_ == State::Draining || (state_ == State::ReaderGone && exited_);
  if (!to_be_ended || !by_itself || result_.failure) return;
  collect_leftovers();
  if (result_.leaked.empty()) {
    if (tree_->empty()) return;
    // What is only about to go will be gone soon. What is there after that cannot be seen, but can
    // be killed.
    if (!leaks_until_) leaks_until_ = Clock::now() + leak_check_time;
    if (Clock::now() < *leaks_until_) {
      awaits_leftover_ = true;
      return arm(Deadline::Leaks, leak_check_pause);
    }
  }
  intervene(Reason::Leak, 0, -1);
  result_.leak_is_failure = action == LeakAction::Fail;
  clears_leftover_ = true;
  if (interrupted) arm(Deadline::Notice, notice_after);
  input(Input::Leaked);
}

/// Says what a signal that was typed at the terminal has not ended.
void Child::tell_still_waiting() {
  if (!exited_) {
    if (last_moved() > typed_at_) return;  // something has come of it
    sink_(StillWaiting{.signal = typed_, .child_running = true});
    return;
  }
  if (state_ != State::Ending && state_ != State::Forcing) return;
  StillWaiting waiting{.signal = typed_, .leftover = tree_->leftovers(held_pipes_).named};
  if (const auto grace = deadlines_.at(Deadline::Grace)) waiting.sigkill_in = *grace - Clock::now();
  sink_(std::move(waiting));
}

void Child::signal_tree() {
  const auto& intervention = *result_.intervention;
  // A typed signal has reached what is left already, which has ignored it.
  const bool forwards = intervention.reason == Reason::Interrupted && !intervention.typed;
  const int signal = forwards ? intervention.signal : job_.limits.kill_signal;
  if (signal == SIGKILL || job_.limits.kill_after == Duration::zero()) {
    input(Input::GraceOver);
    return;
  }
  if (job_.limits.close_pipes_at_limit && intervention.reason != Reason::Interrupted) close_pipes();
  send_and_tell(signal);
  reap_();
  tree_changed();
}

bool Child::end_tree() {
  if (!tree_) return true;  // there were no descriptors for it, and so no child
  tree_->end_now();
  return tree_->empty();
}

void Child::begin_killing() {
  round_pause_ = first_round_pause;
  kill_round();
}

void Child::kill_round() {
  send_and_tell(SIGKILL);
  arm(Deadline::KillRound, round_pause_);
  round_pause_ = std::min(round_pause_ * 2, longest_round_pause);
  reap_();
  settle_held_zombie();
  tree_changed();
}

/// The kill wait is over and something is left. On a busy machine processes that were sent SIGKILL
/// wait for the processor, or for the kernel to clear them away: they get more time, since only
/// those that cannot die are to be reported.
void Child::check_kill() {
  constexpr Duration pause = 100ms;
  kill_round();
  if (state_ != State::Forcing) return;
  const Tree::Left left = ends_tree() ? tree_->left() : Tree::Left::Stuck;
  reap_();  // what has died since
  tree_changed();
  if (state_ != State::Forcing) return;
  if (left == Tree::Left::Dying && Clock::now() < give_up_at_) {
    arm(Deadline::KillWait, pause);
  } else {
    input(left == Tree::Left::Zombies ? Input::TreeEmpty : Input::KillTimedOut);
  }
}

/// A child that is dead cannot be reaped while a tracer other than cpr holds it, a descendant or a
/// debugger, and may never be.
void Child::settle_held_zombie() {
  if (exited_) return;
  const auto zombie = held_zombie(process_);
  if (!zombie) return;
  if (!zombie->wait_status) return status_lost();
  reaped({.pid = process_.pid, .wait_status = *zombie->wait_status, .usage = {}});
  result_.usage.reset();
}

void Child::send_and_tell(int signal) {
  const Duration at = since_start();  // a large tree takes its time
  const Tree::Sent sent = send(signal);
  if (sent.pids == 0) return;
  auto& intervention = *result_.intervention;
  if (sent.root && !exited_) result_.killed = true;
  if (signal == SIGKILL) intervention.forced = true;
  // Later rounds of SIGKILL are the same step, seen again.
  auto& signals = intervention.signals;
  const bool again = !signals.empty() && signals.back().signal == signal;
  if (again) {
    signals.back().pids = std::max(signals.back().pids, sent.pids);
  } else if (signals.size() < signals.capacity()) {
    signals.push_back({signal, at, sent.pids});
  }
  if (!again) sink_(Signalled{signal, sent.pids, intervention.reason});
}

/// Sends a signal to whom limits are for.
Tree::Sent Child::send(int signal) {
  const bool then_continue =
      job_.limits.continue_after_signal && signal != SIGKILL && !is_stop_signal(signal);
  Tree::Sent sent;
  if (ends_tree()) {
    sent = signal == SIGKILL ? tree_->kill() : tree_->signal(signal, then_continue);
  }
  // The child itself is reached without /proc as well.
  if (!sent.root && !exited_ && !reaped_ && send_signal(process_, signal)) {
    ++sent.pids;
    sent.root = true;
    if (then_continue) send_signal(process_, SIGCONT);
  }
  return sent;
}

void Child::end_now() {
  if (done() || process_.pid <= 0) return;
  if (!exited_ && !reaped_) {
    send_signal(process_, SIGKILL);
    // It may not be the program yet, and read what is freed as soon as this is over.
    pollfd gone{.fd = process_.pidfd.get(), .events = POLLIN, .revents = 0};
    constexpr int patience_ms = 1000;
    if (process_.pidfd) ::poll(&gone, 1, patience_ms);
  }
  if (job_.limits.whole_tree) tree_->end_now();
  terminal_.restore();
}

void Child::close_pipes() {
  for (auto& output : outputs_) output.relay->close_now();
  if (ipc_) ipc_->close_now();
}

void Child::remember_pipes() {
  held_pipes_.clear();
  for (const auto& output : outputs_) {
    struct stat info {};
    if (!output.relay->ended() && ::fstat(output.relay->source(), &info) == 0) {
      held_pipes_.push_back({output.fd, info.st_ino});
    }
  }
}

/// Adds those who are alive now to those who were named before and may have been ended since.
void Child::collect_leftovers() {
  auto& named = result_.leaked;
  if (state_ == State::Draining) remember_pipes();
  auto leftovers = tree_->leftovers(held_pipes_);
  result_.leaked_unnamed = std::max(result_.leaked_unnamed, leftovers.unnamed);
  for (auto& survivor : leftovers.named) {
    // Its end closes the pipes before it is a zombie; that is no life any more.
    if (survivor.exiting && !result_.unkillable) continue;
    const auto same = [&](const Leftover& one) { return one.pid == survivor.pid; };
    const auto before = std::find_if(named.begin(), named.end(), same);
    if (before == named.end()) {
      named.push_back(std::move(survivor));
    } else {
      before->state = survivor.state;
      before->untouchable_owner = survivor.untouchable_owner;
    }
  }
}

}  // namespace cpr
