#include "process/tree.hpp"

#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "process/portable/life_now.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

bool is_unreaped(pid_t pid) {
  return life_now(pid) != Life::Unknown;
}

bool is_running(pid_t pid) {
  return life_now(pid) == Life::Running;
}

}  // namespace

bool TreeState::has_group(Child& child) {
  if (!child.leads_group || child.group_gone) return false;
  if (is_unreaped(child.process->pid) || signal_group(*child.process, 0) || errno == EPERM) {
    return true;
  }
  child.group_gone = true;
  return false;
}

Recipients TreeState::send(int signal, bool then_continue) {
  Recipients sent;
  for (auto& child : children_) {
    const bool running = is_running(child.process->pid);
    if (has_group(child) && signal_group(*child.process, signal)) {
      ++sent.groups;
    } else if (running && send_signal(*child.process, signal)) {
      ++sent.pids;
    } else {
      continue;
    }
    sent.child = sent.child || running;
    if (!then_continue) continue;
    if (!has_group(child) || !signal_group(*child.process, SIGCONT)) {
      send_signal(*child.process, SIGCONT);
    }
  }
  return sent;
}

std::optional<StartFailure> Tree::prepare(std::optional<Containment> wanted) {
  if (!wanted) return std::nullopt;
  return StartFailure{.step = StartStep::Cgroup, .error = ENOTSUP};
}

void Tree::release() {
  children_.clear();
}

const Container* Tree::container() const {
  return nullptr;
}

bool Tree::needs_group(const Limits& /*limits*/) const {
  return !in_foreground();
}

void Tree::add_child(const Process& child, bool leads_group) {
  children_.push_back({&child, leads_group});
}

void Tree::remove_child(const Process& child) {
  std::erase_if(children_, [&](const Child& one) { return one.process == &child; });
}

// Hooks are refused, and nothing else has a tree of its own.
void Tree::set_aside(pid_t /*pid*/) {}
void Tree::forget_aside(pid_t /*pid*/) {}

Containment Tree::containment() const {
  const bool has_groups = std::any_of(children_.begin(), children_.end(),
                                      [](const Child& child) { return child.leads_group; });
  return has_groups ? Containment::Group : Containment::Process;
}

void Tree::free_descriptors() {}

Recipients Tree::signal(int signal, bool then_continue) {
  return send(signal, then_continue);
}

/// A member cannot outrun the signal: the system sends it to the whole group at once.
Recipients Tree::kill() {
  return send(SIGKILL, false);
}

void Tree::end_now(const std::function<void(pid_t, ExitStatus)>& reaped) {
  constexpr Duration longest = std::chrono::seconds(5);  // one that waits for a device does not die
  constexpr int pause_ms = 1;
  const TimePoint end = saturating_add(Clock::now(), longest);
  while (true) {
    kill();
    for (Reaped dead = reap_any(); dead.pid > 0; dead = reap_any()) {
      if (dead.stopped_by == 0) reaped(dead.pid, dead.exit);
    }
    if (empty() || Clock::now() >= end) return;
    ::poll(nullptr, 0, pause_ms);
  }
}

bool Tree::empty() const {
  return std::none_of(children_.begin(), children_.end(), [](Child& child) {
    return is_unreaped(child.process->pid) || has_group(child);
  });
}

int Tree::count() {
  const auto runs = [](Child& child) {
    const pid_t pid = child.process->pid;
    return is_running(pid) || (!is_unreaped(pid) && has_group(child));
  };
  return static_cast<int>(std::count_if(children_.begin(), children_.end(), runs));
}

std::size_t Tree::list(bool (*each)(pid_t pid, void* context), void* context) {
  std::size_t visited = 0;
  for (; visited < children_.size(); ++visited) {
    const pid_t pid = children_[visited].process->pid;
    if (is_unreaped(pid) && !each(pid, context)) break;
  }
  return children_.size() - visited;
}

Leftovers Tree::leftovers(const std::vector<RelayedPipe>& /*pipes*/) {
  Leftovers leftovers;
  for (auto& child : children_) {
    const pid_t pid = child.process->pid;
    if (is_running(pid)) {
      leftovers.named.push_back({.pid = static_cast<int>(pid), .argv = {}});
    } else if (!is_unreaped(pid) && has_group(child)) {
      ++leftovers.unnamed;  // one at least
    }
  }
  return leftovers;
}

Tree::Left Tree::left() {
  if (empty()) return Left::None;
  const bool may_signal = std::any_of(children_.begin(), children_.end(), [](Child& child) {
    return has_group(child) ? signal_group(*child.process, 0) : send_signal(*child.process, 0);
  });
  return may_signal ? Left::Dying : Left::Stuck;
}

}  // namespace cpr
