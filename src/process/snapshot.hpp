// Looks at a process tree to tell why it hangs.
#pragma once

#include <sys/types.h>

#include <span>

#include "core/snapshot.hpp"
#include "process/relayed_pipe.hpp"
#include "process/tree.hpp"
#include "system/snapshotter_state.hpp"

namespace cpr {

/// Takes snapshots in its own memory, of about 1 MiB; pages that are never written to cost nothing.
/// It needs no privileges over processes of the same user below cpr; what the kernel refuses is
/// omitted. It takes four descriptors at most; without any the snapshot is empty.
class Snapshotter : private SnapshotterState {
 public:
  constexpr Snapshotter() = default;
  Snapshotter(const Snapshotter&) = delete;
  Snapshotter& operator=(const Snapshotter&) = delete;

  /// Longest time that take() looks.
  static constexpr Duration longest = std::chrono::milliseconds(100);
  /// Time between the two looks at the CPU time of running processes.
  static constexpr Duration share_gap = std::chrono::milliseconds(20);

  /// Looks at the given processes, at most most_snapshot_processes of them, until `deadline` and
  /// for `longest` at most. Blocks for `share_gap` when a process is running.
  ///
  /// One system call may still block: reading the arguments of a process (cmdline) waits for its
  /// mmap_lock, uninterruptibly. They are not read while a thread of it sleeps in a page fault, in
  /// a call that changes its memory map, or in state D in a place that is unknown; a thread that
  /// takes the lock after that look and then blocks on a dead file system holds up the kill path.
  /// \param relays pipes that cpr has the other end of
  const SnapshotDraft& take(std::span<const pid_t> pids, std::span<const RelayedPipe> relays,
                            TimePoint deadline);

  /// Likewise of a whole tree, as many of its processes as can be found in that time.
  const SnapshotDraft& take(Tree& tree, std::span<const RelayedPipe> relays, TimePoint deadline);

  /// The last one that was taken.
  [[nodiscard]] const SnapshotDraft& last() const { return snapshot_; }
};

}  // namespace cpr
