#include "process/tree_usage.hpp"

#include <windows.h>

#include "process/windows/process_facts.hpp"
#include "system/container.hpp"

namespace cpr {

bool can_read_memory() {
  return windows::memory(::GetCurrentProcess()).has_value();
}

TreeMemory resident_memory(std::span<const pid_t> pids) {
  TreeMemory sum;
  for (const pid_t pid : pids) {
    const auto process = windows::open_process(pid);
    const auto memory = process ? windows::memory(process.get()) : std::nullopt;
    if (!memory || !windows::is_running(process.get())) continue;
    sum.bytes += memory->resident;
    ++sum.processes;
  }
  return sum;
}

/// Windows does not tell which pages are shared: those count once for each process.
void add_proportional(ProportionalMemory& sum, std::span<const pid_t> pids, TimePoint end) {
  while (sum.next < pids.size()) {
    const TreeMemory one = resident_memory(pids.subspan(sum.next++, 1));
    sum.memory.bytes += one.bytes;
    sum.memory.processes += one.processes;
    if (Clock::now() >= end) return;
  }
}

/// The job has the time of those that still run as well.
ReapedCpuTime reaped_cpu_time(const Container* container) {
  if (container == nullptr) return {};
  const auto time = container->cpu_time();
  return {.user_us = time.user_us, .system_us = time.system_us};
}

/// A child never has the memory of cpr.
std::int64_t own_peak_kib() {
  return 0;
}

/// Windows kills no process for its memory.
OomKills::OomKills() = default;

std::optional<std::uint64_t> OomKills::count() const {
  return std::nullopt;
}

}  // namespace cpr
