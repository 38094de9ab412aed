// The memory of snapshots, and the steps in which one is taken.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>

#include "core/bounded_list.hpp"
#include "core/snapshot.hpp"
#include "process/linux/fd_table.hpp"
#include "process/linux/look_time.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/proc_text.hpp"
#include "process/relayed_pipe.hpp"

namespace cpr {

class SnapshotterState {
 protected:
  struct LookedAt {
    std::uint64_t start = 0;  ///< clock ticks since boot, to tell that a pid has been reused
    bool argv_done = false;
  };

  LookTime begin(TimePoint deadline);
  bool visit(pid_t pid, LookTime& time);
  void look_at(pid_t pid, const ProcDir& dir, const proc_text::Stat& stat, LookTime& time);
  void finish(std::span<const RelayedPipe> relays, LookTime& time);
  void read_arguments(LookTime& time);
  void add_peers(std::span<const RelayedPipe> relays, LookTime& time);
  void add_outsiders(LookTime& time);
  void measure_shares(LookTime& time);

  SnapshotDraft snapshot_;
  FdTable fds_;
  BoundedList<LookedAt, most_snapshot_processes> looked_at_;  ///< as the processes in snapshot_
};

}  // namespace cpr
