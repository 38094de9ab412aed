#include "process/linux/walk.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <new>

#include "process/spawn.hpp"

namespace cpr {

// calloc, since glibc maps large blocks as zero pages and does not write to them.
WalkState::WalkState() : tables_(static_cast<Tables*>(std::calloc(1, sizeof(Tables)))) {
  if (!tables_) throw std::bad_alloc();
}

void WalkState::clear() {
  for (std::size_t i = 0; i < size_; ++i) {
    const pid_t pid = tables_->pids[i];
    tables_->seen.reset(static_cast<std::size_t>(pid));
    tables_->known[slot(pid)] = {};
    tables_->closed.reset(i);
    tables_->member.reset(i);
  }
  size_ = 0;
  listed_ = 0;
  has_parents_ = false;
  has_proc_ = procfs::is_ours();
}

void WalkState::add(pid_t pid) {
  ++listed_;
  const auto number = static_cast<std::size_t>(pid);
  if (pid <= 0 || number >= pid_limit || size_ == most || tables_->seen.test(number)) return;
  tables_->seen.set(number);
  tables_->pids[size_++] = pid;
}

void WalkState::remember(std::size_t i, const procfs::Stat& stat) {
  constexpr Duration two_ticks = std::chrono::milliseconds(20);
  const pid_t pid = tables_->pids[i];
  tables_->member.set(i);
  tables_->identities[i] = {stat.start, stat.group};
  if (procfs::age(stat) > two_ticks) tables_->known[slot(pid)] = {pid, stat.start};
}

std::optional<procfs::Stat> WalkState::look_at(pid_t pid) const {
  if (has_proc_) {
    if (const auto stat = procfs::stat(pid)) return stat;
  }
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT | __WALL;
  if (::waitid(P_PID, static_cast<id_t>(pid), &info, what) != 0) return std::nullopt;
  return procfs::Stat{
      .parent = ::getpid(), .group = ::getpgid(pid), .alive = info.si_pid == 0, .hidden = true};
}

void WalkState::add_children_of(pid_t parent) {
  if (!has_proc_) {
    if (parent == ::getpid()) add_own_children();
    return;
  }
  const auto add_child = [](pid_t child, void* members) {
    static_cast<WalkState*>(members)->add(child);
  };
  if (procfs::children(parent, add_child, this)) return;
  if (!read_parents()) {
    if (parent == ::getpid()) add_own_children();
    return;
  }
  for (std::size_t i = 0; i < parents_; ++i) {
    if (tables_->parents[i].parent == parent) add(tables_->parents[i].pid);
  }
  if (parent == ::getpid()) add_newest_child();
}

/// A fork-and-exit chain has moved on during the pass: of the numbers that the kernel has given out
/// meanwhile, the highest that is a child of cpr is most likely to be alive still.
void WalkState::add_newest_child() {
  for (pid_t pid = procfs::last_pid(); pid > last_before_parents_; --pid) {
    const auto stat = procfs::stat(pid);
    if (!stat || stat->parent != ::getpid() || !procfs::is_process(pid)) continue;
    add(pid);
    return;
  }
}

/// One pass over all processes, since a pass for each member would take longer than a tree needs to
/// fork. \returns false if they cannot be listed
bool WalkState::read_parents() {
  if (has_parents_) return true;
  parents_ = 0;
  last_before_parents_ = procfs::last_pid();
  const auto add_parent = [](pid_t pid, void* context) {
    auto* walk = static_cast<WalkState*>(context);
    if (walk->parents_ == most_parents) return;
    if (const auto stat = procfs::stat(pid)) {
      walk->tables_->parents[walk->parents_++] = {pid, stat->parent};
    }
  };
  has_parents_ = procfs::all(add_parent, this);
  return has_parents_;
}

/// Tries the numbers that were given out since cpr was started, which are few: waitid(2) tells
/// whether a number is that of a child.
void WalkState::add_own_children() {
  const auto add_between = [this](pid_t first, pid_t end) {
    for (pid_t pid = first; pid < end; ++pid) {
      if (look_at(pid)) add(pid);
    }
  };
  const pid_t next = next_pid();
  const bool known = next > ::getpid();  // else fork failed, or the numbers have wrapped around
  // If cpr's number is below the kernel's default pid_max, they wrapped around there.
  constexpr pid_t default_pid_max = 32768;
  const pid_t pid_max =
      ::getpid() < default_pid_max ? default_pid_max : static_cast<pid_t>(pid_limit);
  add_between(::getpid() + 1, known ? next : pid_max);
  if (!known) add_between(1, ::getpid());
}

void WalkState::add_range(pid_t after, pid_t until) {
  if (after == 0 || until == 0) return;  // not known
  if (until < after) {                   // the numbers have wrapped around
    for (const pid_t end = procfs::pid_max(); after + 1 < end; ++after) add(after + 1);
    after = 0;
  }
  for (; after < until; ++after) add(after + 1);
}

bool WalkState::is_below(pid_t pid, procfs::Stat stat) const {
  while (stat.parent != ::getpid()) {
    const auto parent = look_at(stat.parent);
    const bool below =
        parent && (remembers(stat.parent, *parent) || is_below(stat.parent, *parent));
    // The parent's number may have been reused. But if it is the parent before and after that look,
    // it was so all the time, and the process that was looked at is the parent.
    const auto again = procfs::stat(pid);
    if (!again) return false;
    if (again->parent == stat.parent) return below;
    stat = *again;  // the parent has died meanwhile: it was reparented
  }
  return true;
}

}  // namespace cpr
