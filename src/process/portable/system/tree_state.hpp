// The state of the tree: the process groups of the children. What has left them is not found.
#pragma once

#include <sys/types.h>

#include <vector>

#include "core/recipients.hpp"
#include "process/spawn.hpp"
#include "system/container.hpp"

namespace cpr {

class TreeState {
 protected:
  struct Child {
    const Process* process;
    bool leads_group;
    bool group_gone = false;  ///< for good: its number may belong to other processes by now
  };
  /// Whether the group has members. Zombies count; as long as the leader is not reaped it is one.
  static bool has_group(Child& child);
  Recipients send(int signal, bool then_continue);

  mutable std::vector<Child> children_;
};

}  // namespace cpr
