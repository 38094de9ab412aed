// How a child and its tree are ended.
#include <sys/stat.h>

#include <algorithm>
#include <csignal>

#include "child.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// Between two rounds of killing; the first ones follow fast, since deaths take microseconds.
constexpr Duration first_round_pause = 1ms;
constexpr Duration longest_round_pause = 50ms;

bool is_stop_signal(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

}  // namespace

/// Remembers why; the first reason counts, but for a lost reader, which ends nothing by itself.
void Child::intervene(Reason reason, int signal, int stream) {
  auto& intervention = result_.intervention;
  if (intervention && intervention->reason != Reason::OutputLost) return;
  if (reason == Reason::OutputLost && intervention) return;
  intervention.emplace();
  intervention->reason = reason;
  intervention->signal = signal;
  intervention->stream = stream;
  intervention->whole_tree = job_.limits.whole_tree;
  // No allocation is left for the kill path; more than these are never sent in one run.
  intervention->signals.reserve(8);
}

void Child::signal_tree() {
  const auto& intervention = *result_.intervention;
  const int signal =
      intervention.reason == Reason::Interrupted ? intervention.signal : job_.limits.kill_signal;
  if (signal == SIGKILL || job_.limits.kill_after == Duration::zero()) {
    input(Input::GraceOver);
    return;
  }
  if (job_.limits.close_pipes_at_limit && intervention.reason != Reason::Interrupted) close_pipes();
  sent(signal, send(signal));
  reap_();
  tree_changed();
}

void Child::begin_killing() {
  round_pause_ = first_round_pause;
  kill_round();
}

void Child::kill_round() {
  sent(SIGKILL, send(SIGKILL));
  arm(Deadline::KillRound, round_pause_);
  round_pause_ = std::min(round_pause_ * 2, longest_round_pause);
  reap_();
  tree_changed();
}

void Child::sent(int signal, const Tree::Sent& sent) {
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
    signals.push_back({signal, since_start(), sent.pids});
  }
  if (!again) sink_(Signalled{signal, sent.pids, intervention.reason});
}

/// Sends a signal to whom limits are for.
Tree::Sent Child::send(int signal) {
  const bool then_continue =
      job_.limits.continue_after_signal && signal != SIGKILL && !is_stop_signal(signal);
  Tree::Sent sent;
  if (job_.limits.whole_tree) {
    sent = signal == SIGKILL ? tree_.kill() : tree_.signal(signal, then_continue);
  }
  // The child itself is reached without /proc as well.
  if (!sent.root && !exited_ && send_signal(process_, signal)) {
    ++sent.pids;
    sent.root = true;
    if (then_continue) send_signal(process_, SIGCONT);
  }
  return sent;
}

void Child::close_pipes() {
  for (auto& output : outputs_) output.relay->abandon();
}

void Child::remember_pipes() {
  for (const auto& output : outputs_) {
    struct stat info {};
    if (!output.relay->ended() && ::fstat(output.relay->source(), &info) == 0) {
      held_pipes_.push_back({output.fd, info.st_ino});
    }
  }
}

}  // namespace cpr
