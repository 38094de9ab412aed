// The state of the tree: the job object of the run, and the children that were started in it.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "core/recipients.hpp"
#include "process/spawn.hpp"
#include "process/windows/children.hpp"
#include "system/container.hpp"

namespace cpr {

class TreeState {
 protected:
  /// Calls `each` for the children in the tree that have not been reaped.
  template <typename Each>
  void each_unreaped(Each each) const {
    for (const auto& child : windows::children()) {
      const auto same = [&](const Process* process) { return process->pid == child->pid(); };
      if (std::any_of(children_.begin(), children_.end(), same)) each(*child);
    }
  }
  /// Number of its processes that have cpr's console, and so may receive its events.
  [[nodiscard]] int count_in_console();
  /// Kills all. \param meant the signal that this stands for
  Recipients terminate(int meant);

  std::vector<const Process*> children_;
  /// All that were started. The process group of one that has exited is named by its pid, which
  /// no other process gets meanwhile.
  std::vector<std::shared_ptr<windows::ChildProcess>> started_;
  std::unique_ptr<Container> job_;
};

}  // namespace cpr
