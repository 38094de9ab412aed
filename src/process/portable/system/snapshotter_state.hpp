// What a snapshot holds, which is empty: POSIX has no call that looks at other processes.
#pragma once

#include "core/snapshot.hpp"

namespace cpr {

class SnapshotterState {
 protected:
  SnapshotDraft snapshot_;
};

}  // namespace cpr
