// Windows tells neither the state of a process nor what it waits for. What remains: its command
// line, its parent, age, memory, threads and CPU time, and whether it is using a processor now.
#include "process/snapshot.hpp"

#include <windows.h>

#include <algorithm>
#include <new>

namespace cpr {
namespace {

void put_arguments(ArgvText& text, const std::vector<std::string>& argv) {
  for (const auto& argument : argv) {
    text.append(argument);
    text.append({"\0", 1});
  }
}

std::optional<Duration> cpu_time(pid_t pid) {
  const auto process = windows::open_process(pid);
  const auto times = process ? windows::times(process.get()) : std::nullopt;
  if (!times) return std::nullopt;
  return std::chrono::microseconds(times->user_us + times->system_us);
}

}  // namespace

void SnapshotterState::begin() {
  snapshot_.processes.clear();
  snapshot_.outsiders.clear();
  snapshot_.own_pid = static_cast<int>(::GetCurrentProcessId());
  snapshot_.unseen = 0;
  snapshot_.unfinished = false;
}

void SnapshotterState::visit(pid_t pid, const std::vector<windows::ProcessEntry>& all) {
  if (snapshot_.processes.full()) {
    ++snapshot_.unseen;
    return;
  }
  const auto process = windows::open_process(pid);
  if (process && !windows::is_running(process.get())) return;
  auto& seen = snapshot_.processes.emplace_back();
  seen.pid = static_cast<int>(pid);
  const auto entry =
      std::find_if(all.begin(), all.end(), [=](const auto& one) { return one.pid == pid; });
  if (entry != all.end()) {
    seen.ppid = static_cast<int>(entry->parent);
    seen.threads = entry->threads;
  }
  if (!process) {
    if (entry != all.end()) seen.argv.assign('[' + entry->name + ']');
    return;
  }
  put_arguments(seen.argv, windows::arguments(process.get()));
  if (const auto times = windows::times(process.get())) {
    seen.age = times->age;
    seen.cpu = std::chrono::microseconds(times->user_us + times->system_us);
  }
  if (const auto memory = windows::memory(process.get())) {
    seen.rss_kib = static_cast<std::int64_t>(memory->resident / 1024);
  }
}

/// A process that uses a processor meanwhile is running, another one waits for something.
void SnapshotterState::measure_shares() {
  const TimePoint first_look = Clock::now();
  ::Sleep(static_cast<DWORD>(
      std::chrono::duration_cast<std::chrono::milliseconds>(Snapshotter::share_gap).count()));
  for (auto& process : snapshot_.processes) {
    const auto used = process.cpu ? cpu_time(process.pid) : std::nullopt;
    if (!used) continue;
    process.state = *used > *process.cpu ? 'R' : 'S';
    if (process.state != 'R') continue;
    const Duration passed = Clock::now() - first_look;
    process.cpu_share =
        static_cast<double>((*used - *process.cpu).count()) / static_cast<double>(passed.count());
  }
}

const SnapshotDraft& Snapshotter::take(std::span<const pid_t> pids,
                                       std::span<const RelayedPipe> /*relays*/,
                                       TimePoint deadline) try {
  const TimePoint end = std::min(Clock::now() + longest, deadline);
  begin();
  const auto all = windows::all_processes();
  std::size_t visited = 0;
  while (visited < pids.size() && Clock::now() < end - share_gap) visit(pids[visited++], all);
  snapshot_.unseen += pids.size() - visited;
  measure_shares();
  return snapshot_;
} catch (const std::bad_alloc&) {
  snapshot_.unfinished = true;
  return snapshot_;
}

const SnapshotDraft& Snapshotter::take(Tree& tree, std::span<const RelayedPipe> relays,
                                       TimePoint deadline) {
  BoundedList<pid_t, most_snapshot_processes> pids;
  const auto add = [](pid_t pid, void* context) {
    auto& list = *static_cast<BoundedList<pid_t, most_snapshot_processes>*>(context);
    if (list.full()) return false;
    list.emplace_back() = pid;
    return true;
  };
  const std::size_t left = tree.list(add, &pids);
  take({pids.begin(), pids.size()}, relays, deadline);
  snapshot_.unseen += left;
  return snapshot_;
}

}  // namespace cpr
