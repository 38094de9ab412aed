// The processes that hold the locks that others wait for.
#pragma once

#include <sys/types.h>

#include <span>

#include "core/snapshot.hpp"
#include "process/linux/fd_table.hpp"
#include "process/linux/look_time.hpp"

namespace cpr {

/// Adds the holders of locks as peers to the processes that wait for them.
///
/// /proc/locks names the process that took a lock. Where that one has exited and a descendant of it
/// keeps the descriptor, the peers are the processes of the table that have the file open.
void add_lock_holders(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time);

}  // namespace cpr
