#include "system/tree_state.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>

namespace cpr {

bool TreeState::has_groups() const {
  return std::any_of(children_.begin(), children_.end(),
                     [](const Child& child) { return child.leads_group; });
}

/// Without a subreaper orphans have no parent in the tree, and without /proc only cpr's children
/// are found: other members of their groups are reached through those.
bool TreeState::needs_group_signal() const {
  return has_groups() && !cgroup_ && !(subreaper_ && procfs::is_ours());
}

/// Creates the cgroup where that is possible; containment() tells.
void TreeState::try_cgroup() try {
  if (cgroup_tried_ || cgroup_) return;
  cgroup_tried_ = true;
  cgroup_.emplace();
} catch (const std::exception&) {
  // The tree is killed as well as that can be done without.
}

/// Moves a member that cpr may not signal into the cgroup: this takes write permission for the
/// cgroup, and none for the process.
void TreeState::adopt(pid_t pid, const PinnedProcess& process) {
  try_cgroup();
  if (!cgroup_ || !cgroup_->adopt(pid)) return;
  // The kernel takes a number, which is another process by now if the pinned one has died.
  if (process.send(0) == ESRCH) cgroup_->release(pid);
}

/// For a pinned process.
bool TreeState::is_ours(pid_t pid, const procfs::Stat& stat) const {
  return found_.is_below(pid, stat) || (cgroup_ && !subreaper_ && cgroup_->contains(pid));
}

bool TreeState::is_child(pid_t pid) const {
  return std::any_of(children_.begin(), children_.end(),
                     [=](const Child& child) { return child.process->pid == pid; });
}

/// Adds the members without a parent in the tree: cpr's children, and where orphans do not become
/// such, all that is in the cgroup.
void TreeState::add_topmost() {
  found_.add_children_of(::getpid());
  const auto add = [](pid_t pid, void* found) { static_cast<WalkState*>(found)->add(pid); };
  if (cgroup_ && !subreaper_) cgroup_->members(add, &found_);
}

/// SIGSTOP or SIGKILL to every member, those included that appear during the walk. After these two
/// no process can go on forking, and so prolong it.
Recipients TreeState::send_to_all(int signal) {
  Recipients sent;
  const auto send = [&](pid_t pid, const PinnedProcess& process, const procfs::Stat&) {
    const int error = process.send(signal);
    if (error == 0) {
      ++sent.pids;
      sent.child = sent.child || is_child(pid);
    } else if (error == EPERM && signal == SIGKILL) {
      adopt(pid, process);
    }
  };
  each_member(send, [] { return false; });
  return sent;
}

/// Whether a pinned process is the one that the last walk found under its number.
bool TreeState::is_found(std::size_t i, const procfs::Stat& stat) const {
  const pid_t pid = found_[i];
  if (found_.closed(i) || !stat.alive) return false;
  if (found_.remembers(pid, stat)) return true;
  if (found_.is_member(i)) return stat.start == found_.start(i) && is_ours(pid, stat);
  // Created during the walk. Threads have numbers as well.
  return procfs::is_process(pid) && is_ours(pid, stat);
}

/// To the members that the last walk found, parents before their children. Skips the groups that
/// have already received the signal.
Recipients TreeState::signal_found(int signal, bool then_continue) {
  Recipients sent;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const pid_t pid = found_[i];
    const PinnedProcess process(pid);
    const auto stat = found_.look_at(pid);
    if (!stat || !is_found(i, *stat)) continue;
    if (in_signalled_group(found_.is_member(i) ? found_.group(i) : stat->group)) continue;
    if (process.send(signal) != 0) continue;
    ++sent.pids;
    sent.child = sent.child || is_child(pid);
    if (then_continue) static_cast<void>(process.send(SIGCONT));
  }
  return sent;
}

/// SIGKILL to the members that the last walk found, children before their parents.
/// \param group to the members of this group alone; 0: to all
Recipients TreeState::kill_found(pid_t group) {
  Recipients sent;
  for (std::size_t i = found_.size(); i-- > 0;) {
    if (found_.closed(i)) continue;
    const PinnedProcess process(found_[i]);
    const auto stat = found_.look_at(found_[i]);
    const bool wanted = stat && stat->alive && (group == 0 || stat->group == group) &&
                        found_.is_below(found_[i], *stat);
    if (!wanted || process.send(SIGKILL) != 0) continue;
    ++sent.pids;
    sent.child = sent.child || is_child(found_[i]);
  }
  return sent;
}

/// To the process groups of the children, where members may be reached by them alone.
Recipients TreeState::signal_groups(int signal, bool then_continue) {
  Recipients sent;
  const bool needed = needs_group_signal();
  for (auto& child : children_) {
    child.signalled = needed && child.leads_group && signal_group(*child.process, signal);
    if (!child.signalled) continue;
    if (then_continue) signal_group(*child.process, SIGCONT);
    ++sent.groups;
    sent.child = true;
  }
  return sent;
}

bool TreeState::in_signalled_group(pid_t group) const {
  return std::any_of(children_.begin(), children_.end(), [=](const Child& child) {
    return child.signalled && child.process->pid == group;
  });
}

/// Zombies do not count: those that are not children of cpr are reaped by another process.
bool TreeState::groups_are_empty() const {
  const auto is_empty = [](const Child& child) {
    if (!child.leads_group || !signal_group(*child.process, 0)) return true;
    if (!procfs::is_ours()) return false;
    struct Search {
      pid_t group;
      bool found = false;
    } search{child.process->pid};
    const auto look = [](pid_t pid, void* context) {
      auto* one = static_cast<Search*>(context);
      const auto stat = procfs::stat(pid);
      one->found = one->found || (stat && stat->alive && stat->group == one->group);
    };
    procfs::all(look, &search);
    return !search.found;
  };
  return std::all_of(children_.begin(), children_.end(), is_empty);
}

}  // namespace cpr
