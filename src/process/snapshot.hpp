// Looks at a process tree to tell why it hangs.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/snapshot.hpp"
#include "process/linux/fd_table.hpp"
#include "process/relayed_pipe.hpp"

namespace cpr {

/// Fills a Snapshot; the constructor allocates all memory for that. It needs no privileges over
/// processes of the same user below cpr; what the kernel refuses is omitted. It takes four
/// descriptors at most; without any the Snapshot is empty.
class Snapshotter {
 public:
  /// Reserves about 1 MiB of address space; pages that are never written to cost nothing.
  /// \throws std::bad_alloc
  Snapshotter();

  /// Longest time that take() looks.
  static constexpr Duration longest = std::chrono::milliseconds(100);
  /// Time between the two looks at the CPU time of running processes.
  static constexpr Duration share_gap = std::chrono::milliseconds(20);

  /// Looks at the given processes, at most Snapshot::most_processes of them, until `deadline` and
  /// for `longest` at most. Blocks for `share_gap` when a process is running.
  ///
  /// One system call may still block: reading the arguments of a process (cmdline) waits for its
  /// mmap_lock, uninterruptibly. They are not read while a thread of it sleeps in a page fault, in
  /// a call that changes its memory map, or in state D in a place that is unknown; a thread that
  /// takes the lock after that look and then blocks on a dead file system holds up the kill path.
  /// \param relays pipes that cpr has the other end of
  const Snapshot& take(std::span<const pid_t> pids, std::span<const RelayedPipe> relays,
                       TimePoint deadline);

  /// Gives the Snapshot away with its memory. take() sees no process after that.
  Snapshot release() { return std::move(snapshot_); }

 private:
  struct LookedAt {
    std::uint64_t start = 0;  ///< clock ticks since boot, to tell that a pid has been reused
    bool argv_done = false;
  };

  void look_at(pid_t pid, TimePoint end);
  void read_arguments(bool starved, TimePoint end);
  void add_peers(std::span<const RelayedPipe> relays);
  void add_outsiders(TimePoint end);
  void measure_shares(TimePoint end);

  Snapshot snapshot_;
  FdTable fds_;
  std::vector<LookedAt> looked_at_;  ///< as the processes in snapshot_
};

}  // namespace cpr
