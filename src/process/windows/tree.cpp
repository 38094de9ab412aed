#include "process/tree.hpp"

#include <windows.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "process/windows/console.hpp"
#include "process/windows/process_facts.hpp"

namespace cpr {
namespace {

/// Whether a limit may send a signal first, and leave time for the answer.
bool has_limit(const Limits& limits) {
  return limits.timeout || limits.idle_timeout || limits.max_memory ||
         (limits.max_buffer && limits.overflow == OverflowAction::Kill);
}

/// Signals that ask a program to end. A program of Windows sees Ctrl-Break for any of them.
bool asks_to_end(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT || signal == SIGHUP;
}

}  // namespace

std::optional<StartFailure> Tree::prepare(std::optional<Containment> wanted) try {
  if (wanted && *wanted != Containment::Job) {
    return StartFailure{.step = StartStep::Cgroup, .error = ENOTSUP};
  }
  if (!job_) job_ = std::make_unique<Container>();
  return std::nullopt;
} catch (const std::system_error& error) {
  return StartFailure{.step = StartStep::Cgroup, .error = error.code().value()};
}

void Tree::release() {
  children_.clear();
  started_.clear();
  // What is still running was left alone, and goes on.
  if (job_) job_->let_outlive_cpr();
  job_.reset();
}

const Container* Tree::container() const {
  return job_.get();
}

/// Only then: the system makes the leader of a group, and what it starts, ignore Ctrl-C.
bool Tree::needs_group(const Limits& limits) const {
  return has_limit(limits) && windows::has_console();
}

void Tree::add_child(const Process& child, bool /*leads_group*/) {
  children_.push_back(&child);
  started_.push_back(windows::find_child(child.pid));
}

void Tree::remove_child(const Process& child) {
  std::erase(children_, &child);
}

// Hooks do not exist here, and nothing else has a tree of its own.
void Tree::set_aside(pid_t /*pid*/) {}
void Tree::forget_aside(pid_t /*pid*/) {}

Containment Tree::containment() const {
  return Containment::Job;
}

void Tree::free_descriptors() {}

Recipients Tree::signal(int signal, bool /*then_continue*/) {
  if (!job_ || !asks_to_end(signal)) return {};
  Recipients reached;
  bool sent = false;
  for (const auto& child : started_) {
    if (!child || !child->send_break(signal)) continue;
    sent = true;
    reached.child = reached.child || !child->has_exited();
  }
  // Without a console to send it to, every signal kills, as in Node.
  if (!sent) return terminate(signal);
  reached.pids = std::max(1, count_in_console());
  return reached;
}

Recipients Tree::kill() {
  return job_ ? terminate(SIGKILL) : Recipients{};
}

void Tree::end_now(const std::function<void(pid_t, ExitStatus)>& reaped) {
  constexpr Duration longest = std::chrono::seconds(5);  // the system may still clear away
  constexpr DWORD pause_ms = 1;
  const TimePoint end = saturating_add(Clock::now(), longest);
  while (true) {
    kill();
    for (Reaped dead = reap_any(); dead.pid > 0; dead = reap_any()) reaped(dead.pid, dead.exit);
    if (empty() || Clock::now() >= end) return;
    ::Sleep(pause_ms);
  }
}

bool Tree::empty() const {
  bool has_unreaped = false;
  each_unreaped([&](const windows::ChildProcess&) { has_unreaped = true; });
  return !has_unreaped && (!job_ || job_->count() == 0);
}

int Tree::count() {
  return job_ ? job_->count() : 0;
}

std::size_t Tree::list(bool (*each)(pid_t pid, void* context), void* context) {
  if (!job_) return 0;
  const auto members = job_->members();
  std::size_t visited = 0;
  while (visited < members.size() && each(static_cast<pid_t>(members[visited]), context)) ++visited;
  return members.size() - visited;
}

Leftovers Tree::leftovers(const std::vector<RelayedPipe>& /*pipes*/) {
  constexpr std::size_t most_named = 256;
  Leftovers leftovers;
  if (!job_) return leftovers;
  for (const auto member : job_->members()) {
    const auto pid = static_cast<pid_t>(member);
    const auto process = windows::open_process(pid);
    // The number may belong to another process by now.
    if (process && (!job_->contains(process.get()) || !windows::is_running(process.get()))) {
      continue;
    }
    if (leftovers.named.size() == most_named) {
      ++leftovers.unnamed;
      continue;
    }
    Leftover leftover{.pid = static_cast<int>(pid), .argv = {}};
    if (process) {
      leftover.argv = windows::arguments(process.get());
      if (const auto times = windows::times(process.get())) leftover.age = times->age;
    }
    leftovers.named.push_back(std::move(leftover));
  }
  return leftovers;
}

Tree::Left Tree::left() {
  return empty() ? Left::None : Left::Dying;
}

}  // namespace cpr
