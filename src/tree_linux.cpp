#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cerrno>
#include <csignal>

#include "fd.hpp"
#include "process.hpp"
#include "procfs.hpp"
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
    for (std::size_t i = 0; i < size_; ++i) seen_.reset(static_cast<std::size_t>(pids_[i]));
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
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] pid_t operator[](std::size_t i) const { return pids_[i]; }

 private:
  std::array<pid_t, 65536> pids_{};
  std::bitset<pid_limit> seen_;
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

/// Signals exactly the process that was just found to be of the tree, or nobody.
///
/// The pidfd pins whoever has the number now; that its parent is one of ours is looked up after
/// that. So if the number was given to a stranger, either the parent gives it away, or it happened
/// after the pidfd was opened, which then leads to a dead process.
class Target {
 public:
  explicit Target(pid_t pid)
      : pid_(pid), pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
    no_pidfds_ = !pidfd_ && errno != ESRCH;
  }
  bool send(int signal) const {
    if (pidfd_ && ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0) == 0)
      return true;
    // Before Linux 5.3, or in a sandbox that forbids them, nothing better exists than the number.
    const bool forbidden = no_pidfds_ || (pidfd_ && errno == ENOSYS);
    return forbidden && ::kill(pid_, signal) == 0;
  }

 private:
  pid_t pid_;
  Fd pidfd_;
  bool no_pidfds_ = false;
};

}  // namespace

Tree::Tree() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

Tree::Sent Tree::walk(int signal, bool then_continue) {
  const pid_t self = ::getpid();
  Sent sent;
  found.clear();
  if (!procfs::is_ours()) return sent;
  // Those who appear while the walk is under way are found by the next turn; a turn that finds
  // nobody new ends it. Somebody who forks without end cannot hold it up: at the bound the rest is
  // left to the next round.
  constexpr int max_turns = 64;
  std::size_t done = 0;
  for (int turn = 0; turn < max_turns; ++turn) {
    add_children_of(self);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (i >= done) {
        const Target target(found[i]);
        const auto stat = procfs::stat(found[i]);
        const bool ours = stat && (stat->parent == self || found.contains(stat->parent));
        if (ours && stat->state != 'Z' && stat->state != 'X' && target.send(signal)) {
          ++sent.pids;
          sent.root = sent.root || found[i] == root_;
          if (then_continue) target.send(SIGCONT);
        }
      }
      add_children_of(found[i]);
    }
    if (found.size() == done) break;
    done = found.size();
  }
  return sent;
}

Tree::Sent Tree::signal(int signal, bool then_continue) {
  return walk(signal, then_continue);
}

Tree::Sent Tree::kill() {
  walk(SIGSTOP, false);
  return walk(SIGKILL, false);
}

bool Tree::empty() const {
  return !has_children();
}

std::vector<Survivor> Tree::survivors(const std::vector<HeldPipe>& pipes) const {
  std::vector<Survivor> survivors;
  if (empty() || !procfs::is_ours()) return survivors;
  found.clear();
  add_children_of(::getpid());
  for (std::size_t i = 0; i < found.size(); ++i) {
    add_children_of(found[i]);
    const auto stat = procfs::stat(found[i]);
    if (!stat || stat->state == 'Z' || stat->state == 'X') continue;
    Survivor survivor{found[i], procfs::argv(found[i]), procfs::age(*stat)};
    const auto held = procfs::pipes(found[i]);
    for (const auto& pipe : pipes) {
      if (std::find(held.begin(), held.end(), pipe.inode) != held.end()) {
        survivor.holds.push_back(pipe.fd);
      }
    }
    survivors.push_back(std::move(survivor));
  }
  return survivors;
}

}  // namespace cpr
