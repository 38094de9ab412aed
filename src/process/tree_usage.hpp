// Measures what a process tree uses: memory, CPU time, and the OOM kills that happened to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>

#include "core/clock.hpp"
#include "core/tree_usage.hpp"
#include "loop/fd.hpp"
#include "system/container.hpp"

namespace cpr {

/// Whether there is a /proc that shows the memory of the processes below cpr.
bool can_read_memory();

/// Sum of the resident memory (statm). Pages that processes share count once for each of them, so
/// that the tree never uses more. Does not allocate, and does not wait for processes.
TreeMemory resident_memory(std::span<const pid_t> pids);

/// Sum of the proportional memory (Pss in smaps_rollup): a page that N processes share counts as a
/// Nth in each. Where that cannot be read, the resident memory stands in. Slow, since the kernel
/// walks all page tables; so the sum can be made in parts.
struct ProportionalMemory {
  TreeMemory memory{};
  int uncertain = 0;  ///< processes that may hold their mmap_lock for long, and were not waited for
  std::size_t next = 0;  ///< the first that is still to be added
};

/// Adds processes from `sum.next` on, at least one, until `end`. Does not allocate.
void add_proportional(ProportionalMemory& sum, std::span<const pid_t> pids, TimePoint end);

/// CPU time of all descendants that cpr has reaped, and of what those have reaped: for a subreaper
/// with an empty tree this is everything the tree used. A job object has the time of all that were
/// in it.
/// \param container of the tree; null: it has none
struct ReapedCpuTime {
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
};
ReapedCpuTime reaped_cpu_time(const Container* container);

/// The peak resident size of cpr in KiB, rather too high than too low.
std::int64_t own_peak_kib();

/// Counter of the OOM kills in the memory cgroup that cpr is in, whether its limit, one further up
/// or the machine's memory was exceeded.
class OomKills {
 public:
  /// Opens the counter, if there is one: memory.events of version 2 (with the cgroups below),
  /// memory.oom_control of version 1 (without). Allocates, and reads /proc/self/mountinfo.
  OomKills();

  /// Kills since the cgroup was created; none when that cannot be read. Does not allocate.
  [[nodiscard]] std::optional<std::uint64_t> count() const;

 private:
  Fd file_;
};

}  // namespace cpr
