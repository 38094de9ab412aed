#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <system_error>

#include "procfs.hpp"
#include "target.hpp"
#include "target.hpp"
#include "terminal.hpp"
#include "tree.hpp"

namespace cpr {
namespace {

// The kernel's PID_MAX_LIMIT.
constexpr std::size_t pid_limit = std::size_t{1} << 22U;

/// The processes found in one walk, in the order of their finding, each once.
///
/// Static storage, since the kill path must not depend on memory being left; pages that are never
/// touched cost nothing. A tree that is larger than this is ended in several rounds.
class Found {
 public:
  void clear() {
    for (std::size_t i = 0; i < size_; ++i) {
      seen_.reset(static_cast<std::size_t>(pids_[i]));
      known_[slot(pids_[i])] = {};
    }
    closed_.reset();
    member_.reset();
    size_ = 0;
    listed_ = 0;
    has_proc_ = procfs::is_ours();
  }
  /// Whether /proc can be asked in this walk.
  [[nodiscard]] bool has_proc() const { return has_proc_; }
  void add(pid_t pid) {
    ++listed_;
    const auto bit = static_cast<std::size_t>(pid);
    if (pid <= 0 || bit >= pid_limit || size_ == pids_.size() || seen_.test(bit)) return;
    seen_.set(bit);
    pids_[size_++] = pid;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// How many have been given to add(), known ones as well.
  [[nodiscard]] std::size_t listed() const { return listed_; }
  [[nodiscard]] pid_t operator[](std::size_t i) const { return pids_[i]; }

  /// Dead, or none of ours: nobody is to be looked for below it.
  void close(std::size_t i) { closed_.set(i); }
  [[nodiscard]] bool closed(std::size_t i) const { return closed_.test(i); }

  /// A member of the tree, which later ones can refer to. A younger one could not be told from
  /// another process that is given its number within the same tick of the kernel's clock.
  void remember(std::size_t i, const procfs::Stat& stat) {
    constexpr Duration two_ticks = std::chrono::milliseconds(20);
    member_.set(i);
    identities_[i] = {stat.start, stat.group};
    if (procfs::age(stat) > two_ticks) known_[slot(pids_[i])] = {pids_[i], stat.start};
  }
  [[nodiscard]] bool remembers(pid_t pid, const procfs::Stat& stat) const {
    return known_[slot(pid)].pid == pid && known_[slot(pid)].start == stat.start;
  }

  /// Whether it was looked at, and is a member.
  [[nodiscard]] bool is_member(std::size_t i) const { return member_.test(i); }
  [[nodiscard]] std::uint64_t start(std::size_t i) const { return identities_[i].start; }
  [[nodiscard]] pid_t group(std::size_t i) const { return identities_[i].group; }

 private:
  struct Known {
    pid_t pid = 0;
    std::uint64_t start = 0;
  };
  struct Identity {
    std::uint64_t start = 0;
    pid_t group = 0;
  };
  static constexpr std::size_t most = 65536;
  /// Shared by several numbers, the last of which is remembered; the others are looked up anew.
  static std::size_t slot(pid_t pid) { return static_cast<std::size_t>(pid) % most; }

  std::array<pid_t, most> pids_{};
  std::array<Identity, most> identities_{};
  std::array<Known, most> known_{};
  std::bitset<most> closed_;
  std::bitset<most> member_;
  std::bitset<pid_limit> seen_;
  std::size_t size_ = 0;
  std::size_t listed_ = 0;
  bool has_proc_ = false;
};

Found found;

/// What is known of a process that is pinned. One that /proc does not show (there is none, or it is
/// mounted with hidepid= and the process may not be looked at) is known to be a child of cpr, if it
/// is one: it keeps its number until cpr reaps it.
std::optional<procfs::Stat> look_at(pid_t pid) {
  if (found.has_proc()) {
    if (const auto stat = procfs::stat(pid)) return stat;
  }
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT | __WALL;
  if (::waitid(P_PID, static_cast<id_t>(pid), &info, what) != 0) return std::nullopt;
  return procfs::Stat{
      .parent = ::getpid(), .group = ::getpgid(pid), .alive = info.si_pid == 0, .hidden = true};
}

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

void add_child(pid_t child, void* /*context*/) {
  found.add(child);
}

void add_if_child(pid_t pid, void* parent) {
  const auto stat = procfs::stat(pid);
  if (stat && stat->parent == *static_cast<const pid_t*>(parent)) found.add(pid);
}

/// Adds the children of cpr where nothing lists them. The kernel says of every number whether it is
/// that of a child, and those that were given out since cpr was started are few.
void add_own_children() {
  const pid_t probe = ::fork();
  if (probe == 0) ::_exit(0);
  if (probe > 0) ::waitpid(probe, nullptr, __WALL);
  const auto add_between = [](pid_t first, pid_t end) {
    for (pid_t pid = first; pid < end; ++pid) {
      if (look_at(pid)) found.add(pid);
    }
  };
  const bool started_again = probe < ::getpid();  // or there was no process to be had
  add_between(::getpid() + 1, started_again ? static_cast<pid_t>(pid_limit) : probe);
  if (started_again) add_between(1, ::getpid());
}

void add_children_of(pid_t parent) {
  if (!found.has_proc()) {
    if (parent == ::getpid()) add_own_children();
    return;
  }
  // Where the kernel keeps no lists of children, everybody is asked for his parent.
  if (!procfs::children(parent, add_child, nullptr)) procfs::all(add_if_child, &parent);
}

/// Adds the processes whose numbers were given out after one was, until another was. Whether they
/// are members is to be looked up.
void add_range(pid_t after, pid_t until) {
  if (after == 0 || until == 0) return;  // the kernel does not say
  if (until < after) {  // the numbers have started again
    for (const pid_t end = procfs::pid_max(); after + 1 < end; ++after) found.add(after + 1);
    after = 0;
  }
  for (; after < until; ++after) found.add(after + 1);
}

/// Whether a process is below cpr; for one that is pinned, so that its number is nobody else's.
bool is_below(pid_t pid, procfs::Stat stat) {
  while (stat.parent != ::getpid()) {
    const auto parent = look_at(stat.parent);
    const bool below =
        parent && (found.remembers(stat.parent, *parent) || is_below(stat.parent, *parent));
    // The number of the parent may have been reused, too. But who is its child before and after
    // that look has been so all the time, and so it was the parent who was looked at.
    const auto again = procfs::stat(pid);
    if (!again) return false;
    if (again->parent == stat.parent) return below;
    stat = *again;  // the parent has died meanwhile, and there is another one
  }
  return true;
}

/// Who it is, and which of these pipes he holds.
Survivor survivor_of(pid_t pid, const Target& target, const procfs::Stat& stat,
                     const std::vector<HeldPipe>& pipes) {
  Survivor survivor{.pid = pid, .argv = {}, .state = stat.state, .exiting = stat.exiting};
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

/// Without a subreaper some members may be nobody's children, and without /proc only the children of
/// cpr are found: others of the root's group are reached through that.
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
void Tree::adopt(pid_t pid, const Target& target) {
  try_cgroup();
  if (!cgroup_ || !cgroup_->adopt(pid)) return;
  // By number, and so perhaps somebody else, if it had died before; then he goes back.
  if (target.send(0) == ESRCH) cgroup_->release(pid);
}

/// Whether a process that is pinned is one of ours.
bool Tree::is_ours(pid_t pid, const procfs::Stat& stat) const {
  return is_below(pid, stat) || (cgroup_ && !subreaper_ && cgroup_->contains(pid));
}

/// Adds those to whom no member leads: the children of cpr, and where cpr gets no orphans, all that
/// the cgroup holds.
void Tree::add_roots() const {
  add_children_of(::getpid());
  if (cgroup_ && !subreaper_) cgroup_->members(add_child, nullptr);
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
      const Target target(pid);
      const auto stat = look_at(pid);
      // The dead have no children; to ask them would cost more than others need to become so.
      if (!stat || !stat->alive || !is_ours(pid, *stat)) {
        found.close(visited);
        continue;
      }
      found.remember(visited, *stat);
      add_children_of(pid);  // as long as it has them
      each(pid, target, *stat);
    }
    if (turn == 0) listed_before = found.listed();
    // The last found first: who loses his parent moves to somebody above, who is asked after that.
    const std::size_t listed = found.listed();
    for (std::size_t i = found.size(); i-- > 0;) {
      if (!found.closed(i)) add_children_of(found[i]);
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
  const auto send = [&](pid_t pid, const Target& target, const procfs::Stat&) {
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
    const Target target(pid);
    const auto stat = look_at(pid);
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
    const Target target(found[i]);
    const auto stat = look_at(found[i]);
    const bool wanted =
        stat && stat->alive && (group == 0 || stat->group == group) && is_below(found[i], *stat);
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
  // among them, and may finish. Members are not stopped for that, since a stop is visible: shells
  // with job control, sudo and debuggers act on it. What they fork meanwhile is known by its number
  // instead, since the kernel gives them out in order.
  const pid_t last_before = procfs::last_pid();
  int members = 0;
  each_member([&](pid_t, const Target&, const procfs::Stat&) { ++members; },
              [&] { return members > 0; });
  add_range(last_before, procfs::last_pid());
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
      [&](pid_t, const Target&, const procfs::Stat& stat) { alive += stat.exiting ? 0 : 1; },
      [&] { return alive > 0; });
  return alive;
}

Survivors Tree::survivors(const std::vector<HeldPipe>& pipes) {
  constexpr std::size_t most_named = 256;
  Survivors survivors;
  free_descriptors();
  if (empty()) return survivors;
  const auto add = [&](pid_t pid, const Target& target, const procfs::Stat& stat) {
    if (survivors.named.size() == most_named) {
      survivors.unnamed += stat.exiting ? 0 : 1;
      return;
    }
    survivors.named.push_back(survivor_of(pid, target, stat, pipes));
  };
  // Somebody who forks and exits all the time has always just gone when he is looked at, until he
  // is caught; but then he is not to be named under all of his numbers.
  const auto somebody = [&] {
    return std::any_of(survivors.named.begin(), survivors.named.end(),
                       [](const Survivor& one) { return !one.exiting; });
  };
  each_member(add, somebody);
  return survivors;
}

Tree::Left Tree::left() const {
  if (empty()) return Left::None;
  int dying = 0;
  int stuck = 0;
  const auto look = [&](pid_t, const Target& target, const procfs::Stat& stat) {
    ++(stat.state == 'D' || target.send(0) == EPERM ? stuck : dying);
  };
  each_member(look, [] { return false; });
  if (stuck > 0) return Left::Stuck;
  if (dying > 0) return Left::Dying;
  // What cannot be reaped although nobody is alive is dead, and held as a zombie by its tracer.
  return procfs::is_ours() && has_children() ? Left::Zombies : Left::Stuck;
}

}  // namespace cpr
