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

bool Tree::needs_group(const Limits& /*limits*/) const {
  return !subreaper_ && !cgroup_ && !in_foreground();
}

void Tree::free_descriptors() {
  for (auto& fd : reserved_) fd.reset();
}

void Tree::add_child(const Process& child, bool leads_group) {
  children_.push_back({&child, leads_group});
  aside_.reserve(children_.size());
}

void Tree::remove_child(const Process& child) {
  std::erase_if(children_, [&](const Child& one) { return one.process == &child; });
}

void Tree::set_aside(pid_t pid) {
  if (aside_.size() < aside_.capacity()) aside_.push_back(pid);
}

void Tree::forget_aside(pid_t pid) {
  std::erase(aside_, pid);
}

const Container* Tree::container() const {
  return cgroup_ ? &*cgroup_ : nullptr;
}

Containment Tree::containment() const {
  if (cgroup_) return Containment::Cgroup;
  if (subreaper_) return Containment::Subreaper;
  return has_groups() ? Containment::Group : Containment::Process;
}

Recipients Tree::signal(int signal, bool then_continue) {
  free_descriptors();
  // All members are known before the first of them receives the signal: what its handler starts is
  // not among them, and may finish. They are not stopped for that, since shells with job control,
  // sudo and debuggers react to a stop. What they fork meanwhile is known by its number.
  const pid_t last_before = procfs::last_pid();
  int members = 0;
  each_member([&](pid_t, const PinnedProcess&, const procfs::Stat&) { ++members; },
              [&] { return members > 0; });
  found_.add_range(last_before, procfs::last_pid());
  Recipients sent = signal_groups(signal, then_continue);
  const Recipients others = signal_found(signal, then_continue);
  sent.pids += others.pids;
  sent.child = sent.child || others.child;
  return sent;
}

Recipients Tree::kill() {
  free_descriptors();
  Recipients from_below;
  int groups = 0;
  if (needs_group_signal()) {
    // Without a subreaper the children of the dead leave the tree: the youngest are killed first.
    send_to_all(SIGSTOP);
    from_below = kill_found(0);
    groups = signal_groups(SIGKILL, false).groups;
  }
  // The cgroup first, since no process outruns the kernel; then the members that have left it.
  const int contained = cgroup_ ? cgroup_->count() : 0;
  const bool killed = cgroup_ && cgroup_->kill();
  const Recipients stopped = send_to_all(SIGSTOP);
  // First cpr's own process group: when it loses its last parent outside while a member is stopped,
  // the kernel sends SIGHUP to all of it, which includes cpr and its caller.
  kill_found(::getpgrp());
  Recipients sent = send_to_all(SIGKILL);
  sent.include(from_below);
  sent.include(stopped);
  if (sent.pids == 0) sent.groups = groups;  // else its members were found and counted
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
