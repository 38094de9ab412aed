// What the processes that are to be ended are doing, just before the first signal.
#pragma once

#include <sys/types.h>

#include <span>

#include "core/snapshot.hpp"
#include "process/relayed_pipe.hpp"
#include "process/tree.hpp"

namespace cpr {

/// The snapshot of a run; children that run beside each other share it. Its memory is static: the
/// kill path does not allocate, and the start of a run is not slower.
class KillSnapshot {
 public:
  /// A child is started: the next kill path takes a snapshot.
  void arm() { armed_ = true; }

  /// Takes about Snapshotter::longest at most.
  /// \param relays see Snapshotter::take()
  /// \returns false when another child has taken it
  bool take(Tree& tree, std::span<const RelayedPipe> relays);

  /// Likewise, of a single process.
  bool take(pid_t pid, std::span<const RelayedPipe> relays);

  using Pids = BoundedList<pid_t, most_snapshot_processes>;
  /// The processes of the last one that was taken.
  [[nodiscard]] static Pids pids();

  /// The last one that was taken. Once the kill path is over, since this allocates. Empty where no
  /// memory is left.
  [[nodiscard]] static Snapshot copy();

 private:
  bool armed_ = false;
};

}  // namespace cpr
