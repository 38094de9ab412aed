#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <system_error>

#include "process/linux/pinned.hpp"
#include "process/linux/procfs.hpp"
#include "process/linux/walk.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"

namespace cpr {
namespace {

WalkState found;

/// The cgroup of this cpr. Several children that run side by side share it, since it is named after
/// cpr and what is below cpr is killed as a whole.
std::shared_ptr<Cgroup> own_cgroup() {
  static std::weak_ptr<Cgroup> existing;
  auto cgroup = existing.lock();
  if (!cgroup) {
    cgroup = std::make_shared<Cgroup>();
    existing = cgroup;
  }
  return cgroup;
}

/// Who it is, and which of these pipes he holds.
Leftover describe_leftover(pid_t pid, const PinnedProcess& target, const procfs::Stat& stat,
                           const std::vector<HeldPipe>& pipes) {
  Leftover survivor{.pid = pid, .argv = {}, .state = stat.state, .exiting = stat.exiting};
  if (stat.hidden) return survivor;
  survivor.argv = procfs::argv(pid);
  survivor.age = procfs::age(stat);
  if (target.send(0) == EPERM) survivor.untouchable_owner = procfs::owner(pid);
  const auto held = procfs::pipes(pid);
  for (const auto& pipe : pipes) {
    if (std::find(held.begin(), held.end(), pipe.inode) != held.end()) {
      survivor.holds.push_back(pipe.fd);
    }
  }
  return survivor;
}

}  // namespace

Tree::Tree(std::optional<Containment> wanted)
    : subreaper_(::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0) {
  if (descriptors_are_scarce()) {
    for (auto& fd : kept_free_) {
      fd = Fd(::epoll_create1(EPOLL_CLOEXEC));
      if (!fd) throw std::system_error(errno, std::generic_category(), "too few descriptors");
    }
  }
  if (wanted == Containment::Cgroup) {
    cgroup_ = own_cgroup();
  } else if (!wanted && !subreaper_) {
    try_cgroup();
  }
}

bool Tree::needs_group() const {
  return !subreaper_ && !cgroup_ && !in_foreground();
}

void Tree::free_descriptors() {
  for (auto& fd : kept_free_) fd.reset();
}

void Tree::set_root(const Process& root, bool leads_group) {
  root_ = &root;
  leads_group_ = leads_group;
}

Containment Tree::containment() const {
  if (cgroup_) return Containment::Cgroup;
  if (subreaper_) return Containment::Subreaper;
  return leads_group_ ? Containment::Group : Containment::Process;
}

/// Without a subreaper some members may be nobody's children, and without /proc only the children
/// of cpr are found: others of the root's group are reached through that.
bool Tree::needs_group_signal() const {
  return leads_group_ && !cgroup_ && !(subreaper_ && procfs::is_ours());
}

/// Where there is no cgroup to be had, the tree is ended as well as it can be.
void Tree::try_cgroup() try {
  if (cgroup_tried_ || cgroup_) return;
  cgroup_tried_ = true;
  cgroup_ = own_cgroup();
} catch (const std::exception&) {
  // containment() says what there is instead.
}

/// Takes in a member that cpr may not signal: the kernel asks only for the right to write to the
/// cgroup, not for one over the process.
void Tree::adopt(pid_t pid, const PinnedProcess& target) {
  try_cgroup();
  if (!cgroup_ || !cgroup_->adopt(pid)) return;
  // By number, and so perhaps somebody else, if it had died before; then he goes back.
  if (target.send(0) == ESRCH) cgroup_->release(pid);
}

/// Whether a process that is pinned is one of ours.
bool Tree::is_ours(pid_t pid, const procfs::Stat& stat) const {
  return found.is_below(pid, stat) || (cgroup_ && !subreaper_ && cgroup_->contains(pid));
}

/// Adds those to whom no member leads: the children of cpr, and where cpr gets no orphans, all that
/// the cgroup holds.
void Tree::add_roots() const {
  found.add_children_of(::getpid());
  const auto add = [](pid_t pid, void*) { found.add(pid); };
  if (cgroup_ && !subreaper_) cgroup_->members(add, nullptr);
}

/// Calls `each(pid, target, stat)` once for every member that is alive, those included that appear
/// meanwhile. Somebody who forks without end does not hold it up: once `enough()`, some turns more
/// are made for the others and not for him, and at the last bound the rest is left to the next
/// walk.
template <typename Each, typename Enough>
void Tree::each_member(Each each, Enough enough) const {
  constexpr int few_turns = 4;
  constexpr int most_turns = 64;
  found.clear();
  add_roots();
  std::size_t visited = 0;
  std::size_t listed_before = 0;
  for (int turn = 0; turn < most_turns && (turn < few_turns || !enough()); ++turn) {
    for (; visited < found.size(); ++visited) {
      const pid_t pid = found[visited];
      const PinnedProcess target(pid);
      const auto stat = found.look_at(pid);
      // The dead have no children; to ask them would cost more than others need to become so.
      if (!stat || !stat->alive || !is_ours(pid, *stat)) {
        found.close(visited);
        continue;
      }
      found.remember(visited, *stat);
      found.add_children_of(pid);  // as long as it has them
      each(pid, target, *stat);
    }
    if (turn == 0) listed_before = found.listed();
    // The last found first: who loses his parent moves to somebody above, who is asked after that.
    const std::size_t listed = found.listed();
    for (std::size_t i = found.size(); i-- > 0;) {
      if (!found.closed(i)) found.add_children_of(found[i]);
    }
    add_roots();
    // Nobody new, and nobody has left a list while it was read.
    const std::size_t now_listed = found.listed() - listed;
    if (visited == found.size() && now_listed == listed_before) break;
    listed_before = now_listed;
  }
}

/// SIGSTOP or SIGKILL to every member, those included that appear meanwhile.
Tree::Sent Tree::walk(int signal) {
  Sent sent;
  const auto send = [&](pid_t pid, const PinnedProcess& target, const procfs::Stat&) {
    const int error = target.send(signal);
    if (error == 0) {
      ++sent.pids;
      sent.root = sent.root || (root_ != nullptr && pid == root_->pid);
    } else if (error == EPERM && signal == SIGKILL) {
      adopt(pid, target);
    }
  };
  each_member(send, [] { return false; });  // no member can go on forking after these two
  return sent;
}

/// Whether a process that is pinned is the member that the last walk has found.
bool Tree::is_found(std::size_t i, const procfs::Stat& stat) const {
  const pid_t pid = found[i];
  if (found.closed(i) || !stat.alive) return false;
  if (found.remembers(pid, stat)) return true;
  if (found.is_member(i)) return stat.start == found.start(i) && is_ours(pid, stat);
  // Created while the walk went on. Threads have numbers as well.
  return procfs::is_process(pid) && is_ours(pid, stat);
}

/// To the members that the last walk has found, parents before their children.
/// \param spared_group but not to those that are in this group; 0: to all
Tree::Sent Tree::signal_found(int signal, bool then_continue, pid_t spared_group) const {
  Sent sent;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const pid_t pid = found[i];
    const PinnedProcess target(pid);
    const auto stat = found.look_at(pid);
    if (!stat || !is_found(i, *stat)) continue;
    const pid_t group = found.is_member(i) ? found.group(i) : stat->group;
    if (spared_group != 0 && group == spared_group) continue;
    if (target.send(signal) != 0) continue;
    ++sent.pids;
    sent.root = sent.root || (root_ != nullptr && pid == root_->pid);
    if (then_continue) static_cast<void>(target.send(SIGCONT));
  }
  return sent;
}

/// SIGKILL to those of the last walk, children before their parents.
/// \param group to its members alone; 0: to all
Tree::Sent Tree::kill_found(pid_t group) const {
  Sent sent;
  for (std::size_t i = found.size(); i-- > 0;) {
    if (found.closed(i)) continue;
    const PinnedProcess target(found[i]);
    const auto stat = found.look_at(found[i]);
    const bool wanted = stat && stat->alive && (group == 0 || stat->group == group) &&
                        found.is_below(found[i], *stat);
    if (!wanted || target.send(SIGKILL) != 0) continue;
    ++sent.pids;
    sent.root = sent.root || (root_ != nullptr && found[i] == root_->pid);
  }
  return sent;
}

/// Zombies are left out: those that are not children of cpr are for somebody else to reap.
bool Tree::group_is_empty() const {
  if (!signal_group(*root_, 0)) return true;
  if (!procfs::is_ours()) return false;
  struct Search {
    pid_t group;
    bool found = false;
  } search{root_->pid};
  const auto look = [](pid_t pid, void* context) {
    auto* one = static_cast<Search*>(context);
    const auto stat = procfs::stat(pid);
    one->found = one->found || (stat && stat->alive && stat->group == one->group);
  };
  procfs::all(look, &search);
  return !search.found;
}

Tree::Sent Tree::signal(int signal, bool then_continue) {
  free_descriptors();
  // All members are known before the first of them gets the signal: what its handler starts is not
  // among them, and may finish. They are not stopped for that, since shells with job control, sudo
  // and debuggers act on a stop. What they fork meanwhile is known by its number.
  const pid_t last_before = procfs::last_pid();
  int members = 0;
  each_member([&](pid_t, const PinnedProcess&, const procfs::Stat&) { ++members; },
              [&] { return members > 0; });
  found.add_range(last_before, procfs::last_pid());
  if (!needs_group_signal() || !signal_group(*root_, signal)) {
    return signal_found(signal, then_continue, 0);
  }
  if (then_continue) signal_group(*root_, SIGCONT);
  Sent sent = signal_found(signal, then_continue, root_->pid);
  ++sent.pids;
  sent.root = true;
  return sent;
}

Tree::Sent Tree::kill() {
  free_descriptors();
  Sent from_below;
  if (needs_group_signal()) {
    // Without a subreaper the children of the dead are nobody's any more: the youngest go first.
    walk(SIGSTOP);
    from_below = kill_found(0);
    signal_group(*root_, SIGKILL);
  }
  // The cgroup first, since nothing outruns the kernel; then whoever has left it.
  const int contained = cgroup_ ? cgroup_->count() : 0;
  const bool ended = cgroup_ && cgroup_->kill();
  const Sent stopped = walk(SIGSTOP);
  // Cpr's own process group first: when it loses its last parent outside while somebody in it is
  // stopped, the kernel sends SIGHUP to all of it, and so to cpr and whoever has called it.
  kill_found(::getpgrp());
  Sent sent = walk(SIGKILL);
  sent.pids = std::max({sent.pids, from_below.pids, stopped.pids});
  sent.root = sent.root || from_below.root || stopped.root;
  if (ended) {
    sent.pids = std::max(sent.pids, contained);
    sent.root = sent.root || contained > 0;
  } else if (cgroup_) {
    cgroup_->kill();  // it was made for those who were found just now
  }
  return sent;
}

void Tree::end_now() {
  constexpr Duration patience = std::chrono::seconds(5);  // some do not die, in state D
  constexpr int pause_ms = 1;
  const TimePoint end = saturating_add(Clock::now(), patience);
  while (true) {
    kill();
    while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
    }
    if (empty() || Clock::now() >= end) return;
    ::poll(nullptr, 0, pause_ms);
  }
}

bool Tree::empty() const {
  if (has_children()) return false;
  if (cgroup_) return cgroup_->empty();
  return subreaper_ || !leads_group_ || group_is_empty();
}

int Tree::count() const {
  int alive = 0;
  if (empty()) return alive;
  each_member(
      [&](pid_t, const PinnedProcess&, const procfs::Stat& stat) { alive += stat.exiting ? 0 : 1; },
      [&] { return alive > 0; });
  return alive;
}

Leftovers Tree::leftovers(const std::vector<HeldPipe>& pipes) {
  constexpr std::size_t most_named = 256;
  Leftovers leftovers;
  free_descriptors();
  if (empty()) return leftovers;
  const auto add = [&](pid_t pid, const PinnedProcess& target, const procfs::Stat& stat) {
    if (leftovers.named.size() == most_named) {
      leftovers.unnamed += stat.exiting ? 0 : 1;
      return;
    }
    leftovers.named.push_back(describe_leftover(pid, target, stat, pipes));
  };
  // Somebody who forks and exits all the time has always just gone when he is looked at, until he
  // is caught; but then he is not to be named under all of his numbers.
  const auto somebody = [&] {
    return std::any_of(leftovers.named.begin(), leftovers.named.end(),
                       [](const Leftover& one) { return !one.exiting; });
  };
  each_member(add, somebody);
  return leftovers;
}

Tree::Left Tree::left() const {
  if (empty()) return Left::None;
  int dying = 0;
  int stuck = 0;
  const auto look = [&](pid_t, const PinnedProcess& target, const procfs::Stat& stat) {
    // In its exit a process is in state D now and then, on a loaded machine for long.
    const bool uninterruptible = stat.state == 'D' && !stat.exiting;
    ++(uninterruptible || target.send(0) == EPERM ? stuck : dying);
  };
  each_member(look, [] { return false; });
  if (stuck > 0) return Left::Stuck;
  if (dying > 0) return Left::Dying;
  // What cannot be reaped although nobody is alive is dead, and held as a zombie by its tracer.
  return procfs::is_ours() && has_children() ? Left::Zombies : Left::Stuck;
}

}  // namespace cpr
