// The processes that an event loop waits for.
#pragma once

#include "core/snapshot.hpp"
#include "process/linux/fd_table.hpp"
#include "process/linux/look_time.hpp"

namespace cpr {

/// Adds the processes at the other ends of the pipes and Unix sockets that an epoll instance
/// watches as peers of the process that waits on it.
void add_watched_peers(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time);

}  // namespace cpr
