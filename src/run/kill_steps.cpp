#include "run/kill_steps.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

namespace cpr {
namespace {

// Reserved, since the kill path does not allocate. No run sends more.
constexpr std::size_t most_signals = 8;

bool is_stop_signal(int signal) {
  return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

}  // namespace

KillSteps::KillSteps(Host& host, ChildFacts& facts, Scope scope, std::function<void(Event)> tell)
    : host_(host), facts_(facts), scope_(scope), tell_(std::move(tell)) {}

void KillSteps::begin(Intervention cause) {
  auto& intervention = facts_.result.intervention;
  intervention = std::move(cause);
  intervention->path.signals.reserve(most_signals);
}

void KillSteps::begin_cleanup(bool is_failure) {
  auto& cleanup = facts_.result.cleanup.emplace();
  cleanup.is_failure = is_failure;
  cleanup.path.signals.reserve(most_signals);
  cleaning_ = true;
  scope_ = Scope::Tree;
}

void KillSteps::take_over_cleanup(Intervention cause) {
  auto& result = facts_.result;
  cause.path = std::move(result.cleanup->path);
  result.intervention = std::move(cause);
  result.cleanup.reset();
  cleaning_ = false;
}

KillPath& KillSteps::path() {
  return cleaning_ ? facts_.result.cleanup->path : facts_.result.intervention->path;
}

std::optional<Reason> KillSteps::reason() const {
  if (cleaning_) return std::nullopt;
  return facts_.result.intervention->reason;
}

void KillSteps::take_snapshot(std::span<const RelayedPipe> relays) {
  // Workers share one tree, and its snapshot.
  if (scope_ == Scope::Tree || facts_.job.limits.stop.scope == Scope::Tree) {
    snapshot_taken_ = host_.snapshot.take(host_.tree, relays);
  } else if (!facts_.exited) {
    snapshot_taken_ = host_.snapshot.take(facts_.process.pid, relays);
  }
}

void KillSteps::send(int signal) {
  const Duration at = facts_.since_start();  // a large tree takes its time
  const Recipients sent = deliver(signal);
  // Signal 0 only continues what is stopped, see apply_kill_signal().
  if (sent.none() || signal == 0) return;
  if (sent.child && !facts_.exited) facts_.result.killed = true;
  if (signal == SIGKILL) path().forced = true;
  // Later rounds of SIGKILL are the same step.
  auto& signals = path().signals;
  const bool again = !signals.empty() && signals.back().signal == signal;
  if (again) {
    signals.back().to.include(sent);
    return;
  }
  if (signals.size() < signals.capacity()) signals.push_back({signal, at, sent});
  tell_({Signalled{signal, sent, reason()}});
}

Recipients KillSteps::deliver(int signal) {
  const bool then_continue =
      facts_.job.limits.stop.then_continue && signal != SIGKILL && !is_stop_signal(signal);
  Recipients sent;
  if (scope_ == Scope::Tree) {
    sent = signal == SIGKILL ? host_.tree.kill() : host_.tree.signal(signal, then_continue);
  }
  // The child itself is reached without /proc as well.
  if (!sent.child && !facts_.exited && send_signal(facts_.process, signal)) {
    ++sent.pids;
    sent.child = true;
    if (then_continue) send_signal(facts_.process, SIGCONT);
  }
  return sent;
}

bool KillSteps::gone() const {
  return scope_ == Scope::Tree ? host_.tree.empty() : facts_.exited;
}

Tree::Left KillSteps::left() {
  return scope_ == Scope::Tree ? host_.tree.left() : Tree::Left::Stuck;
}

Containment KillSteps::containment() const {
  return scope_ == Scope::Tree ? host_.tree.containment() : Containment::Process;
}

void KillSteps::over() {
  if (gone()) path().empty_at = facts_.since_start();
  if (std::exchange(snapshot_taken_, false)) path().snapshot = KillSnapshot::copy();
  cleaning_ = false;
}

}  // namespace cpr
