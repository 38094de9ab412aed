#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <csignal>
#include <exception>
#include <system_error>

#include "procfs.hpp"
#include "target.hpp"
#include "terminal.hpp"
#include "tree.hpp"

namespace cpr {
namespace {

// The kernel's PID_MAX_LIMIT.
constexpr std::size_t pid_limit = std::size_t{1} << 22U;
// A tree that is larger than this is ended in several rounds.
constexpr std::size_t max_found = 65536;
// How often a walk looks for those who have appeared meanwhile. With a signal that can be ignored
// it does not catch up with somebody who forks without end.
constexpr int max_turns = 16;
constexpr int max_turns_in_vain = 4;

/// The processes found in one walk, in the order of their finding, each once.
///
/// Static storage, since the kill path must not depend on memory being left; pages that are never
/// touched cost nothing.
class Found {
 public:
  void clear() {
    for (std::size_t i = 0; i < size_; ++i) seen_.reset(static_cast<std::size_t>(pids_[i]));
    buried_.reset();
    size_ = 0;
  }
  void add(pid_t pid) {
    const auto bit = static_cast<std::size_t>(pid);
    if (pid <= 0 || bit >= pid_limit || size_ == pids_.size() || seen_.test(bit)) return;
    seen_.set(bit);
    pids_[size_++] = pid;
  }
  [[nodiscard]] bool contains(pid_t pid) const {
    return pid > 0 && static_cast<std::size_t>(pid) < pid_limit &&
           seen_.test(static_cast<std::size_t>(pid));
  }
  /// For a dead one: who was his child is somebody else's now, and more will not come.
  void bury(std::size_t i) { buried_.set(i); }
  [[nodiscard]] bool is_buried(std::size_t i) const { return buried_.test(i); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] pid_t operator[](std::size_t i) const { return pids_[i]; }

 private:
  std::array<pid_t, max_found> pids_{};
  std::bitset<pid_limit> seen_;
  std::bitset<max_found> buried_;
  std::size_t size_ = 0;
};

Found found;

void add_child(pid_t child, void* /*context*/) {
  found.add(child);
}

void add_if_child(pid_t pid, void* parent) {
  const auto stat = procfs::stat(pid);
  if (stat && stat->parent == *static_cast<const pid_t*>(parent)) found.add(pid);
}

void add_children_of(pid_t parent) {
  // Where the kernel keeps no lists of children, everybody is asked for his parent.
  if (!procfs::children(parent, add_child, nullptr)) procfs::all(add_if_child, &parent);
}

/// Who it is, and which of these pipes he holds.
Survivor survivor_of(pid_t pid, const procfs::Stat& stat, const std::vector<HeldPipe>& pipes) {
  Survivor survivor{.pid = pid,
                    .argv = procfs::argv(pid),
                    .age = procfs::age(stat),
                    .state = stat.state,
                    .exiting = stat.exiting};
  if (Target(pid).send(0) == EPERM) survivor.untouchable_owner = procfs::owner(pid);
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
  constexpr rlim_t plenty = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < plenty) {
    for (auto& fd : kept_free_) {
      fd = Fd(::epoll_create1(EPOLL_CLOEXEC));
      if (!fd) throw std::system_error(errno, std::generic_category(), "too few descriptors");
    }
  }
  if (wanted == Containment::Cgroup) {
    cgroup_.emplace();
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
  if (subreaper_ && procfs::is_ours()) return Containment::Subreaper;
  return leads_group_ ? Containment::Group : Containment::Process;
}

/// Where there is no cgroup to be had, the tree is ended as well as it can be.
void Tree::try_cgroup() try {
  if (cgroup_tried_ || cgroup_) return;
  cgroup_tried_ = true;
  cgroup_.emplace();
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

Tree::Sent Tree::walk(int signal, bool then_continue, pid_t spared_group) {
  const pid_t self = ::getpid();
  Sent sent;
  found.clear();
  if (!procfs::is_ours()) return sent;
  // Those who appear while the walk is under way are found by the next turn; a turn that finds
  // nobody new ends it. Somebody who forks without end cannot hold it up: at the bound the rest is
  // left to the next round.
  const int turns = signal == SIGSTOP || signal == SIGKILL ? max_turns : max_turns_in_vain;
  std::size_t done = 0;
  for (int turn = 0; turn < turns; ++turn) {
    add_children_of(self);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found.is_buried(i)) continue;
      const pid_t pid = found[i];
      if (i >= done) {
        const Target target(pid);
        const auto stat = procfs::stat(pid);
        if (!stat || !stat->alive) {
          found.bury(i);
          continue;
        }
        const bool ours = stat->parent == self || found.contains(stat->parent);
        const bool wanted = ours && (spared_group == 0 || stat->group != spared_group);
        const int error = wanted ? target.send(signal) : ESRCH;
        if (error == 0) {
          ++sent.pids;
          sent.root = sent.root || (root_ != nullptr && pid == root_->pid);
          if (then_continue) static_cast<void>(target.send(SIGCONT));
        } else if (error == EPERM && signal == SIGKILL) {
          adopt(pid, target);
        }
      }
      add_children_of(pid);
    }
    if (found.size() == done) break;
    done = found.size();
  }
  return sent;
}

Tree::Sent Tree::signal(int signal, bool then_continue) {
  free_descriptors();
  if (containment() != Containment::Group || !signal_group(*root_, signal)) {
    return walk(signal, then_continue);
  }
  if (then_continue) signal_group(*root_, SIGCONT);
  // Nobody gets it twice: the others of the tree are those who have left the group.
  Sent sent = walk(signal, then_continue, root_->pid);
  ++sent.pids;
  sent.root = true;
  return sent;
}

Tree::Sent Tree::kill() {
  free_descriptors();
  if (containment() == Containment::Group) signal_group(*root_, SIGKILL);
  // The cgroup first, since nothing outruns the kernel; then whoever has left it.
  const int contained = cgroup_ ? cgroup_->count() : 0;
  const bool ended = cgroup_ && cgroup_->kill();
  walk(SIGSTOP, false);
  Sent sent = walk(SIGKILL, false);
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
  return subreaper_ || !leads_group_ || !signal_group(*root_, 0);
}

std::vector<Survivor> Tree::survivors(const std::vector<HeldPipe>& pipes) {
  std::vector<Survivor> survivors;
  free_descriptors();
  if (empty() || !procfs::is_ours()) return survivors;
  found.clear();
  std::size_t done = 0;
  for (int turn = 0; turn < max_turns; ++turn) {
    // Again and again, since the orphans of those who end meanwhile come to cpr.
    add_children_of(::getpid());
    if (found.size() == done) break;
    for (; done < found.size(); ++done) {
      add_children_of(found[done]);
      const auto stat = procfs::stat(found[done]);
      if (stat && stat->alive) survivors.push_back(survivor_of(found[done], *stat, pipes));
    }
  }
  return survivors;
}

}  // namespace cpr
