#include "process/tree.hpp"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <system_error>

#include "process/linux/describe_leftover.hpp"
#include "process/terminal.hpp"
#include "process/wait_status.hpp"

namespace cpr {
namespace {

/// Whether RLIMIT_NOFILE is so low that descriptors for later are better reserved.
bool descriptors_are_scarce() {
  constexpr rlim_t plenty = 256;
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < plenty;
}

}  // namespace

std::optional<StartFailure> Tree::prepare(std::optional<Containment> wanted) {
  subreaper_ = subreaper_ || ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  if (descriptors_are_scarce()) {
    for (auto& fd : reserved_) {
      if (!fd) fd = Fd(::epoll_create1(EPOLL_CLOEXEC));
      if (!fd) return StartFailure{.step = StartStep::Stdio, .error = errno};
    }
  }
  if (!wanted && !subreaper_) try_cgroup();
  if (wanted != Containment::Cgroup || cgroup_) return std::nullopt;
  try {
    cgroup_.emplace();
    return std::nullopt;
  } catch (const std::system_error& error) {
    const int code = error.code().value();
    return StartFailure{.step = code == EMFILE ? StartStep::Stdio : StartStep::Cgroup,
                        .error = code};
  }
}

void Tree::release() {
  children_.clear();
  cgroup_.reset();
  cgroup_tried_ = false;
}

bool Tree::needs_group() const {
  return !subreaper_ && !cgroup_ && !in_foreground();
}

void Tree::free_descriptors() {
  for (auto& fd : reserved_) fd.reset();
}

void Tree::add_child(const Process& child, bool leads_group) {
  children_.push_back({&child, leads_group});
  aside_.reserve(children_.size());
}

Containment Tree::containment() const {
  if (cgroup_) return Containment::Cgroup;
  if (subreaper_) return Containment::Subreaper;
  return has_groups() ? Containment::Group : Containment::Process;
}

bool Tree::has_groups() const {
  return std::any_of(children_.begin(), children_.end(),
                     [](const Child& child) { return child.leads_group; });
}

/// Without a subreaper orphans have no parent in the tree, and without /proc only cpr's children
/// are found: other members of their groups are reached through those.
bool Tree::needs_group_signal() const {
  return has_groups() && !cgroup_ && !(subreaper_ && procfs::is_ours());
}

/// Creates the cgroup where that is possible; containment() tells.
void Tree::try_cgroup() try {
  if (cgroup_tried_ || cgroup_) return;
  cgroup_tried_ = true;
  cgroup_.emplace();
} catch (const std::exception&) {
  // The tree is killed as well as that can be done without.
}

/// Moves a member that cpr may not signal into the cgroup: this takes write permission for the
/// cgroup, and none for the process.
void Tree::adopt(pid_t pid, const PinnedProcess& process) {
  try_cgroup();
  if (!cgroup_ || !cgroup_->adopt(pid)) return;
  // The kernel takes a number, which is another process by now if the pinned one has died.
  if (process.send(0) == ESRCH) cgroup_->release(pid);
}

/// For a pinned process.
bool Tree::is_ours(pid_t pid, const procfs::Stat& stat) const {
  return found_.is_below(pid, stat) || (cgroup_ && !subreaper_ && cgroup_->contains(pid));
}

bool Tree::is_child(pid_t pid) const {
  return std::any_of(children_.begin(), children_.end(),
                     [=](const Child& child) { return child.process->pid == pid; });
}

/// Adds the members without a parent in the tree: cpr's children, and where orphans do not become
/// such, all that is in the cgroup.
void Tree::add_topmost() {
  found_.add_children_of(::getpid());
  const auto add = [](pid_t pid, void* found) { static_cast<WalkState*>(found)->add(pid); };
  if (cgroup_ && !subreaper_) cgroup_->members(add, &found_);
}

/// Calls `each(pid, process, stat)` once for every running member, those included that appear
/// during the walk. A process that forks without end cannot prolong it: once `enough()`, a few more
/// turns follow, and after the last turn the rest is left to the next walk.
template <typename Each, typename Enough>
void Tree::each_member(Each each, Enough enough) {
  constexpr int few_turns = 4;
  constexpr int most_turns = 64;
  found_.clear();
  add_topmost();
  std::size_t visited = 0;
  std::size_t listed_before = 0;
  for (int turn = 0; turn < most_turns && (turn < few_turns || !enough()); ++turn) {
    for (; visited < found_.size(); ++visited) {
      const pid_t pid = found_[visited];
      const PinnedProcess process(pid);
      const auto stat = found_.look_at(pid);
      // The dead have no children, and reading the lists of many would outlast the living.
      if (!stat || !stat->alive || is_aside(pid) || !is_ours(pid, *stat)) {
        found_.close(visited);
        continue;
      }
      found_.remember(visited, *stat);
      found_.add_children_of(pid);  // as long as it has them
      each(pid, process, *stat);
    }
    if (turn == 0) listed_before = found_.listed();
    // The last found first: a process that loses its parent moves to a list that is read later.
    const std::size_t listed = found_.listed();
    found_.read_parents_again();
    for (std::size_t i = found_.size(); i-- > 0;) {
      if (!found_.closed(i)) found_.add_children_of(found_[i]);
    }
    add_topmost();
    // No process is new, and none has left a list while that was read.
    const std::size_t now_listed = found_.listed() - listed;
    if (visited == found_.size() && now_listed == listed_before) break;
    listed_before = now_listed;
  }
}

/// SIGSTOP or SIGKILL to every member, those included that appear during the walk. After these two
/// no process can go on forking, and so prolong it.
Tree::Sent Tree::send_to_all(int signal) {
  Sent sent;
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
bool Tree::is_found(std::size_t i, const procfs::Stat& stat) const {
  const pid_t pid = found_[i];
  if (found_.closed(i) || !stat.alive) return false;
  if (found_.remembers(pid, stat)) return true;
  if (found_.is_member(i)) return stat.start == found_.start(i) && is_ours(pid, stat);
  // Created during the walk. Threads have numbers as well.
  return procfs::is_process(pid) && is_ours(pid, stat);
}

/// To the members that the last walk found, parents before their children. Skips the groups that
/// have already received the signal.
Tree::Sent Tree::signal_found(int signal, bool then_continue) {
  Sent sent;
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
Tree::Sent Tree::kill_found(pid_t group) {
  Sent sent;
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
Tree::Sent Tree::signal_groups(int signal, bool then_continue) {
  Sent sent;
  const bool needed = needs_group_signal();
  for (auto& child : children_) {
    child.signalled = needed && child.leads_group && signal_group(*child.process, signal);
    if (!child.signalled) continue;
    if (then_continue) signal_group(*child.process, SIGCONT);
    ++sent.pids;
    sent.child = true;
  }
  return sent;
}

bool Tree::in_signalled_group(pid_t group) const {
  return std::any_of(children_.begin(), children_.end(), [=](const Child& child) {
    return child.signalled && child.process->pid == group;
  });
}

/// Zombies do not count: those that are not children of cpr are reaped by another process.
bool Tree::groups_are_empty() const {
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

Tree::Sent Tree::signal(int signal, bool then_continue) {
  free_descriptors();
  // All members are known before the first of them receives the signal: what its handler starts is
  // not among them, and may finish. They are not stopped for that, since shells with job control,
  // sudo and debuggers react to a stop. What they fork meanwhile is known by its number.
  const pid_t last_before = procfs::last_pid();
  int members = 0;
  each_member([&](pid_t, const PinnedProcess&, const procfs::Stat&) { ++members; },
              [&] { return members > 0; });
  found_.add_range(last_before, procfs::last_pid());
  Sent sent = signal_groups(signal, then_continue);
  const Sent others = signal_found(signal, then_continue);
  return {.pids = sent.pids + others.pids, .child = sent.child || others.child};
}

Tree::Sent Tree::kill() {
  free_descriptors();
  Sent from_below;
  if (needs_group_signal()) {
    // Without a subreaper the children of the dead leave the tree: the youngest are killed first.
    send_to_all(SIGSTOP);
    from_below = kill_found(0);
    signal_groups(SIGKILL, false);
  }
  // The cgroup first, since no process outruns the kernel; then the members that have left it.
  const int contained = cgroup_ ? cgroup_->count() : 0;
  const bool killed = cgroup_ && cgroup_->kill();
  const Sent stopped = send_to_all(SIGSTOP);
  // First cpr's own process group: when it loses its last parent outside while a member is stopped,
  // the kernel sends SIGHUP to all of it, which includes cpr and its caller.
  kill_found(::getpgrp());
  Sent sent = send_to_all(SIGKILL);
  sent.pids = std::max({sent.pids, from_below.pids, stopped.pids});
  sent.child = sent.child || from_below.child || stopped.child;
  if (killed) {
    sent.pids = std::max(sent.pids, contained);
    sent.child = sent.child || contained > 0;
  } else if (cgroup_) {
    cgroup_->kill();  // it was created for processes that were found just now
  }
  return sent;
}

void Tree::end_now(const std::function<void(pid_t, ExitStatus)>& reaped) {
  constexpr Duration longest = std::chrono::seconds(5);  // a process in state D does not die
  constexpr int pause_ms = 1;
  const TimePoint end = saturating_add(Clock::now(), longest);
  aside_.clear();
  while (true) {
    kill();
    int status = 0;
    pid_t dead = 0;
    while ((dead = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
      reaped(dead, exit_status_of(status));
    }
    if (empty() || Clock::now() >= end) return;
    ::poll(nullptr, 0, pause_ms);
  }
}

bool Tree::empty() const {
  if (has_children()) return false;
  if (cgroup_) return cgroup_->empty();
  return subreaper_ || groups_are_empty();
}

int Tree::count() {
  int running = 0;
  if (empty()) return running;
  each_member([&](pid_t, const PinnedProcess&,
                  const procfs::Stat& stat) { running += stat.exiting ? 0 : 1; },
              [&] { return running > 0; });
  return running;
}

std::size_t Tree::list(bool (*each)(pid_t pid, void* context), void* context) {
  found_.clear();
  add_topmost();
  std::size_t visited = 0;
  for (; visited < found_.size(); ++visited) {
    if (is_aside(found_[visited])) continue;
    if (!each(found_[visited], context)) break;
    found_.add_children_of(found_[visited]);
  }
  return found_.size() - visited;
}

Leftovers Tree::leftovers(const std::vector<RelayedPipe>& pipes) {
  constexpr std::size_t most_named = 256;
  Leftovers leftovers;
  free_descriptors();
  if (empty()) return leftovers;
  const auto add = [&](pid_t pid, const PinnedProcess& process, const procfs::Stat& stat) {
    if (leftovers.named.size() == most_named) {
      leftovers.unnamed += stat.exiting ? 0 : 1;
      return;
    }
    leftovers.named.push_back(describe_leftover(pid, process, stat, pipes));
  };
  // A fork-and-exit chain has moved on whenever it is looked at; the walk goes on until it is seen
  // once, and would list it under many pids after that.
  const auto any_named = [&] {
    return std::any_of(leftovers.named.begin(), leftovers.named.end(),
                       [](const Leftover& one) { return !one.exiting; });
  };
  each_member(add, any_named);
  return leftovers;
}

Tree::Left Tree::left() {
  if (empty()) return Left::None;
  int dying = 0;
  int stuck = 0;
  const auto look = [&](pid_t, const PinnedProcess& process, const procfs::Stat&) {
    ++(process.send(0) == EPERM ? stuck : dying);
  };
  each_member(look, [] { return false; });
  if (stuck > 0) return Left::Stuck;
  if (dying > 0) return Left::Dying;
  // No process runs, and cpr's child cannot be reaped: its tracer holds it as a zombie.
  return procfs::is_ours() && has_children() ? Left::Zombies : Left::Stuck;
}

}  // namespace cpr
