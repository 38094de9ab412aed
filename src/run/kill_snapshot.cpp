#include "run/kill_snapshot.hpp"

#include <new>
#include <utility>

#include "process/snapshot.hpp"

namespace cpr {
namespace {

constinit Snapshotter snapshotter;

}  // namespace

bool KillSnapshot::take(Tree& tree, std::span<const RelayedPipe> relays) {
  if (!std::exchange(armed_, false)) return false;
  tree.free_descriptors();
  snapshotter.take(tree, relays, TimePoint::max());
  return true;
}

bool KillSnapshot::take(pid_t pid, std::span<const RelayedPipe> relays) {
  if (!std::exchange(armed_, false)) return false;
  snapshotter.take({&pid, 1}, relays, TimePoint::max());
  return true;
}

KillSnapshot::Pids KillSnapshot::pids() {
  Pids pids;
  for (const auto& process : snapshotter.last().processes) pids.emplace_back(process.pid);
  return pids;
}

Snapshot KillSnapshot::copy() try {
  return Snapshot(snapshotter.last());
} catch (const std::bad_alloc&) {
  return {};
}

}  // namespace cpr
