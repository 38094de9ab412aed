#include "run/kill_snapshot.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "process/snapshot.hpp"

namespace cpr {
namespace {

Snapshot take(std::span<const pid_t> pids, std::span<const RelayedPipe> relays, TimePoint end) try {
  Snapshotter snapshotter;
  snapshotter.take(pids, relays, end);
  return snapshotter.release();
} catch (const std::bad_alloc&) {
  return {};
}

}  // namespace

Snapshot snapshot_of(Tree& tree, std::span<const RelayedPipe> relays) {
  const TimePoint start = Clock::now();
  std::array<pid_t, Snapshot::most_processes> pids;
  const std::size_t found = tree.members(pids, start + Snapshotter::longest / 2);
  const std::size_t listed = std::min(found, pids.size());
  Snapshot snapshot = take(std::span(pids).first(listed), relays, start + Snapshotter::longest);
  snapshot.unseen += found - listed;
  return snapshot;
}

Snapshot snapshot_of(pid_t pid, std::span<const RelayedPipe> relays) {
  return take({&pid, 1}, relays, Clock::now() + Snapshotter::longest);
}

}  // namespace cpr
