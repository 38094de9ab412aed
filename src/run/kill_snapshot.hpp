// What the processes that are to be ended are doing, just before the first signal.
#pragma once

#include <sys/types.h>

#include <span>

#include "core/snapshot.hpp"
#include "process/relayed_pipe.hpp"
#include "process/tree.hpp"

namespace cpr {

/// Takes about Snapshotter::longest at most. Empty when there is no memory for it, since reserving
/// that at the start would slow down every run.
/// \param relays see Snapshotter::take()
Snapshot snapshot_of(Tree& tree, std::span<const RelayedPipe> relays);

/// Likewise, of a single process.
Snapshot snapshot_of(pid_t pid, std::span<const RelayedPipe> relays);

}  // namespace cpr
