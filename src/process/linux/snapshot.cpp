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

constexpr std::size_t most_fds = 16384;
constexpr std::size_t most_outsiders = 64;

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

Duration own_cpu_time() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
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

Snapshotter::Snapshotter() {
  snapshot_.processes.reserve(Snapshot::most_processes);
  snapshot_.outsiders.reserve(most_outsiders);
  fds_.reserve(most_fds);
  looked_at_.reserve(Snapshot::most_processes);
}

const Snapshot& Snapshotter::take(std::span<const pid_t> pids, std::span<const RelayedPipe> relays,
                                  TimePoint deadline) {
  // Something has to be left for what one process alone does not tell.
  constexpr Duration for_the_rest = longest / 3;
  constexpr Duration starvation = std::chrono::milliseconds(10);  // waiting for a processor
  const TimePoint start = Clock::now();
  const Duration cpu_before = own_cpu_time();
  const TimePoint end = std::min(start + longest, deadline);
  snapshot_.processes.clear();
  snapshot_.outsiders.clear();
  snapshot_.own_pid = ::getpid();
  fds_.clear();
  looked_at_.clear();
  fds_.add(snapshot_.own_pid, ProcDir(snapshot_.own_pid), end);
  std::size_t seen = 0;
  for (; seen < pids.size() && Clock::now() < end - for_the_rest; ++seen) {
    if (snapshot_.processes.size() == snapshot_.processes.capacity()) break;
    look_at(pids[seen], end);
  }
  snapshot_.unseen = pids.size() - seen;
  add_peers(relays);
  add_lock_holders(snapshot_, fds_, end);
  SocketPeers(snapshot_, fds_, end).find();
  add_watched_peers(snapshot_, fds_, end);
  read_arguments(Clock::now() - start - own_cpu_time() + cpu_before > starvation, end);
  add_outsiders(end);
  measure_shares(end);
  return snapshot_;
}

void Snapshotter::look_at(pid_t pid, TimePoint end) {
  const ProcDir dir(pid);
  std::array<char, 1024> buffer;
  const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
  if (!stat) return;  // gone
  const auto look = look_at_threads(pid, dir, *stat, end);
  auto& process = snapshot_.processes.emplace_back();
  process.pid = pid;
  process.ppid = stat->parent;
  process.state = look.state;
  process.age = age_of(*stat);
  process.cpu = cpu_time(pid);
  process.rss_kib = static_cast<std::int64_t>(stat->rss_pages) * ::sysconf(_SC_PAGESIZE) / 1024;
  process.threads = stat->threads;
  process.waits = read_wait(dir, look, stat->heap);
  put_name(process.argv, stat->name);
  looked_at_.push_back({.start = stat->start});
  fds_.add(pid, dir, end);
}

/// Replaces names by arguments, those of running processes last.
///
/// Reading them can take long: a fork holds the mmap_lock, and where too many processes want the
/// processors, its caller is interrupted meanwhile and has to wait for its turn. There only those
/// of processes that have not run since the first look are read.
void Snapshotter::read_arguments(bool starved, TimePoint end) {
  for (const bool running : {false, true}) {
    if (running && starved) return;
    for (std::size_t i = 0; i < snapshot_.processes.size(); ++i) {
      auto& process = snapshot_.processes[i];
      auto& seen = looked_at_[i];
      if (seen.argv_done) continue;
      if (Clock::now() >= end) return;
      const ProcDir dir(process.pid);
      std::array<char, 1024> buffer;
      const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
      if (!stat || stat->start != seen.start) continue;
      const auto look = look_at_threads(process.pid, dir, *stat, end);
      if (look.memory_may_block || (look.state == 'R') != running) continue;
      if (starved && cpu_time(process.pid) != process.cpu) continue;
      read_argv(process.argv, dir);
      seen.argv_done = true;
    }
  }
}

void Snapshotter::add_peers(std::span<const RelayedPipe> relays) {
  for (auto& process : snapshot_.processes) {
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
    fds_.each_holder(FdTable::object_id("pipe", relay.inode), [&](const FdTable::Entry& entry) {
      for (auto& process : snapshot_.processes) {
        if (process.pid == entry.pid) process.holds |= 1U << static_cast<unsigned>(relay.fd);
      }
    });
  }
}

/// Reads the arguments of peers that are not in the Snapshot.
void Snapshotter::add_outsiders(TimePoint end) {
  auto& outsiders = snapshot_.outsiders;
  for (const auto& process : snapshot_.processes) {
    for (const pid_t pid : process.waits.peers()) {
      if (outsiders.size() == outsiders.capacity() || Clock::now() >= end) return;
      if (snapshot_.argv_of(pid) != nullptr) continue;
      const ProcDir dir(pid);
      std::array<char, 1024> buffer;
      const auto stat = proc_text::parse_stat(dir.read("stat", buffer));
      if (!stat) continue;
      const auto look = look_at_threads(pid, dir, *stat, end);
      auto& outsider = outsiders.emplace_back();
      outsider.pid = pid;
      put_name(outsider.argv, stat->name);
      if (!look.memory_may_block) read_argv(outsider.argv, dir);
    }
  }
}

/// Looks a second time at the processes that were running.
void Snapshotter::measure_shares(TimePoint end) {
  const auto is_running = [](const ProcessSnapshot& process) { return process.state == 'R'; };
  const TimePoint second_look = Clock::now() + share_gap;
  if (second_look > end ||
      std::none_of(snapshot_.processes.begin(), snapshot_.processes.end(), is_running)) {
    return;
  }
  for (auto& process : snapshot_.processes) {
    if (is_running(process)) process.cpu = cpu_time(process.pid);
  }
  const TimePoint first_look = Clock::now();
  timespec left{.tv_sec = 0, .tv_nsec = static_cast<long>(share_gap.count())};
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
