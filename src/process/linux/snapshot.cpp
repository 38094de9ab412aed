#include "process/snapshot.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "process/linux/lock_holders.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/proc_text.hpp"
#include "process/linux/socket_peers.hpp"
#include "process/linux/thread_look.hpp"
#include "process/linux/wait_reader.hpp"
#include "process/linux/watched_peers.hpp"

namespace cpr {
namespace {

using Kind = WaitObject::Kind;

Duration since_boot(std::uint64_t ticks) {
  const auto ticks_a_second = static_cast<std::uint64_t>(std::max(::sysconf(_SC_CLK_TCK), 1L));
  return std::chrono::milliseconds(ticks * 1000 / ticks_a_second);
}

Duration age_of(const proc_text::Stat& stat) {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const Duration up = std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  return std::max(up - since_boot(stat.start), Duration::zero());
}

/// CPU time of all threads. In nanoseconds, where /proc counts ticks of 10 ms.
std::optional<Duration> cpu_time(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) {
    return std::nullopt;
  }
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

/// Replaces the name in brackets, unless there are no arguments.
void read_argv(ArgvText& argv, const ProcDir& process) {
  std::array<char, 2048> buffer;  // more than fits, so that a cut is noticed
  const auto words = process.read("cmdline", buffer);
  // A process that shows its title there pads it with NULs.
  const auto end = words.find_last_not_of('\0');
  if (end != std::string_view::npos) argv.assign(words.substr(0, end + 2));
}

void put_name(ArgvText& argv, std::string_view name) {
  argv.append("[");
  argv.append(name);
  argv.append(std::string_view("]\0", 2));
}

void add_pipe_peers(ProcessSnapshot& process, const FdTable& fds,
                    std::span<const RelayedPipe> relays) {
  auto& wait = process.waits;
  FdTable::Entry own{.object = FdTable::object_id(wait.on.name.view()), .pid = process.pid};
  if (const auto* entry = fds.find(process.pid, wait.fd)) own = *entry;
  wait.on.writing = own.access == FdTable::Both ? wait.call.view().starts_with("write")
                                                : own.access == FdTable::Write;
  fds.add_other_ends(wait, own);
  for (const auto& relay : relays) {
    if (proc_text::inode_of_link(wait.on.name.view()) == relay.inode) wait.on.relay = relay.fd;
  }
}

}  // namespace

const SnapshotDraft& Snapshotter::take(std::span<const pid_t> pids,
                                       std::span<const RelayedPipe> relays, TimePoint deadline) {
  LookTime time = begin(deadline);
  std::size_t visited = 0;
  while (visited < pids.size() && visit(pids[visited], time)) ++visited;
  snapshot_.unseen += pids.size() - visited;
  finish(relays, time);
  return snapshot_;
}

const SnapshotDraft& Snapshotter::take(Tree& tree, std::span<const RelayedPipe> relays,
                                       TimePoint deadline) {
  struct Visit {
    Snapshotter& snapshotter;
    LookTime time;
  } context{*this, begin(deadline)};
  const auto each = [](pid_t pid, void* visit) {
    auto& [snapshotter, time] = *static_cast<Visit*>(visit);
    return snapshotter.visit(pid, time);
  };
  const std::size_t left = tree.list(each, &context);
  snapshot_.unseen += left;
  snapshot_.unfinished = left > 0;
  finish(relays, context.time);
  return snapshot_;
}

LookTime SnapshotterState::begin(TimePoint deadline) {
  snapshot_.processes.clear();
  snapshot_.outsiders.clear();
  snapshot_.own_pid = ::getpid();
  snapshot_.unseen = 0;
  snapshot_.unfinished = false;
  fds_.clear();
  looked_at_.clear();
  LookTime time(std::min(Clock::now() + Snapshotter::longest, deadline));
  fds_.add(snapshot_.own_pid, ProcDir(snapshot_.own_pid), time);
  return time;
}

/// Looks at a process, or counts it where there is no room for it.
/// \returns false when time is up; the process was not looked at, unless it is the first
bool SnapshotterState::visit(pid_t pid, LookTime& time) {
  // Something has to be left for what one process alone does not tell.
  constexpr Duration for_the_rest = Snapshotter::longest / 3;
  const bool over = time.over(for_the_rest);
  if (over && !snapshot_.processes.empty()) return false;
  const ProcDir dir(pid);
  std::array<char, 1024> buffer;
  const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
  if (!stat || !stat->running) return true;
  if (!snapshot_.processes.full()) {
    look_at(pid, dir, *stat, time);
  } else {
    ++snapshot_.unseen;
  }
  return true;
}

/// Fills in what the processes tell together, the cheap and most telling first: the tables of
/// sockets take milliseconds.
void SnapshotterState::finish(std::span<const RelayedPipe> relays, LookTime& time) {
  add_peers(relays, time);
  add_lock_holders(snapshot_, fds_, time);
  read_arguments(time);
  add_watched_peers(snapshot_, fds_, time);
  SocketPeers(snapshot_, fds_, time).find();
  add_outsiders(time);
  measure_shares(time);
}

void SnapshotterState::look_at(pid_t pid, const ProcDir& dir, const proc_text::Stat& stat,
                               LookTime& time) {
  const auto look = look_at_threads(pid, dir, stat, time.end());
  auto& process = snapshot_.processes.emplace_back();
  process.pid = pid;
  process.ppid = stat.parent;
  process.state = look.state;
  process.age = age_of(stat);
  process.cpu = cpu_time(pid);
  process.rss_kib = static_cast<std::int64_t>(stat.rss_pages) * ::sysconf(_SC_PAGESIZE) / 1024;
  process.threads = stat.threads;
  process.waits = read_wait(dir, look, stat.heap);
  put_name(process.argv, stat.name);
  looked_at_.emplace_back({.start = stat.start});
  fds_.add(pid, dir, time);
}

/// Replaces names by arguments, those of running processes last.
///
/// Reading them can take long: a fork holds the mmap_lock, and where too many processes want the
/// processors, its caller is interrupted meanwhile and has to wait for its turn. There only those
/// of processes that have not run since the first look are read.
void SnapshotterState::read_arguments(LookTime& time) {
  const bool starved = time.starved();
  for (const bool running : {false, true}) {
    if (running && starved) return;
    for (std::size_t i = 0; i < snapshot_.processes.size(); ++i) {
      auto& process = snapshot_.processes[i];
      auto& seen = looked_at_[i];
      if (seen.argv_done) continue;
      if (time.over()) return;
      const ProcDir dir(process.pid);
      std::array<char, 1024> buffer;
      const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
      if (!stat || stat->start != seen.start) continue;
      const auto look = look_at_threads(process.pid, dir, *stat, time.end());
      if (look.memory_may_block || (look.state == 'R') != running) continue;
      if (starved && cpu_time(process.pid) != process.cpu) continue;
      read_argv(process.argv, dir);
      seen.argv_done = true;
    }
  }
}

void SnapshotterState::add_peers(std::span<const RelayedPipe> relays, LookTime& time) {
  for (auto& process : snapshot_.processes) {
    if (time.over()) return;
    auto& wait = process.waits;
    if (wait.on.kind == Kind::Pipe) add_pipe_peers(process, fds_, relays);
    if (wait.on.kind == Kind::Children && wait.peers_total == 0) {
      for (const auto& other : snapshot_.processes) {
        if (other.ppid == process.pid) wait.add_peer(other.pid);
      }
    }
  }
  for (const auto& relay : relays) {
    if (relay.fd < 0 || relay.fd >= 32) continue;
    const auto object = relay.pts < 0
                            ? FdTable::object_id("pipe", relay.inode)
                            : FdTable::object_id(ProcPath("/dev/pts/%d", relay.pts).c_str());
    fds_.each_holder(object, [&](const FdTable::Entry& entry) {
      for (auto& process : snapshot_.processes) {
        if (process.pid == entry.pid) process.holds |= 1U << static_cast<unsigned>(relay.fd);
      }
    });
  }
}

/// Reads the arguments of peers that are not in the Snapshot.
void SnapshotterState::add_outsiders(LookTime& time) {
  auto& outsiders = snapshot_.outsiders;
  for (const auto& process : snapshot_.processes) {
    for (const pid_t pid : process.waits.peers()) {
      if (outsiders.full() || time.over()) return;
      if (snapshot_.argv_of(pid) != nullptr) continue;
      const ProcDir dir(pid);
      std::array<char, 1024> buffer;
      const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
      if (!stat) continue;
      const auto look = look_at_threads(pid, dir, *stat, time.end());
      auto& outsider = outsiders.emplace_back();
      outsider.pid = pid;
      put_name(outsider.argv, stat->name);
      if (!look.memory_may_block) read_argv(outsider.argv, dir);
    }
  }
}

/// Looks a second time at the processes that were running.
void SnapshotterState::measure_shares(LookTime& time) {
  const auto is_running = [](const ProcessSnapshot& process) { return process.state == 'R'; };
  if (time.over(Snapshotter::share_gap) ||
      std::none_of(snapshot_.processes.begin(), snapshot_.processes.end(), is_running)) {
    return;
  }
  for (auto& process : snapshot_.processes) {
    if (is_running(process)) process.cpu = cpu_time(process.pid);
  }
  const TimePoint first_look = Clock::now();
  timespec left{.tv_sec = 0, .tv_nsec = static_cast<long>(Snapshotter::share_gap.count())};
  while (::clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) {
  }
  for (auto& process : snapshot_.processes) {
    if (!is_running(process) || !process.cpu) continue;
    const auto used = cpu_time(process.pid);
    if (!used || *used < *process.cpu) continue;  // another process
    const Duration passed = Clock::now() - first_look;
    process.cpu_share =
        static_cast<double>((*used - *process.cpu).count()) / static_cast<double>(passed.count());
  }
}

}  // namespace cpr
