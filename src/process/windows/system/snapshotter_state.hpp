// The memory of snapshots, and the steps in which one is taken.
#pragma once

#include <sys/types.h>

#include <array>
#include <optional>
#include <vector>

#include "core/bounded_list.hpp"
#include "core/snapshot.hpp"
#include "process/windows/process_facts.hpp"

namespace cpr {

class SnapshotterState {
 protected:
  void begin();
  /// Looks at a process, or counts it where there is no room for it.
  void visit(pid_t pid, const std::vector<windows::ProcessEntry>& all);
  void measure_shares();

  SnapshotDraft snapshot_;
};

}  // namespace cpr
