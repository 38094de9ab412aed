// Takes no snapshot. Linked into `cpr_without_snapshot` instead of src/run/kill_snapshot.cpp, so
// that soak_snapshot can tell what a snapshot costs the kill path.
#include "run/kill_snapshot.hpp"

namespace cpr {

bool KillSnapshot::take(Tree& /*tree*/, std::span<const RelayedPipe> /*relays*/) {
  return false;
}

bool KillSnapshot::take(pid_t /*pid*/, std::span<const RelayedPipe> /*relays*/) {
  return false;
}

KillSnapshot::Pids KillSnapshot::pids() {
  return {};
}

Snapshot KillSnapshot::copy() {
  return {};
}

}  // namespace cpr
