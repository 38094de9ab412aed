// The state of the tree, and what its walks have in common.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/recipients.hpp"
#include "loop/fd.hpp"
#include "process/linux/pinned.hpp"
#include "process/linux/procfs.hpp"
#include "process/linux/walk.hpp"
#include "process/spawn.hpp"
#include "system/container.hpp"

namespace cpr {

class TreeState {
 protected:
  struct Child {
    const Process* process;
    bool leads_group;
    bool signalled = false;  ///< its group has received the signal that is being sent
  };

  Recipients send_to_all(int signal);
  [[nodiscard]] bool is_found(std::size_t i, const procfs::Stat& stat) const;
  [[nodiscard]] bool is_child(pid_t pid) const;
  [[nodiscard]] bool is_aside(pid_t pid) const {
    return std::find(aside_.begin(), aside_.end(), pid) != aside_.end();
  }
  Recipients signal_found(int signal, bool then_continue);
  template <typename Each, typename Enough>
  void each_member(Each each, Enough enough);
  void add_topmost();
  Recipients kill_found(pid_t group);
  Recipients signal_groups(int signal, bool then_continue);
  [[nodiscard]] bool in_signalled_group(pid_t group) const;
  [[nodiscard]] bool has_groups() const;
  [[nodiscard]] bool groups_are_empty() const;
  [[nodiscard]] bool needs_group_signal() const;
  [[nodiscard]] bool is_ours(pid_t pid, const procfs::Stat& stat) const;
  void try_cgroup();
  void adopt(pid_t pid, const PinnedProcess& process);

  /// Inspecting processes takes descriptors. Where few are allowed, these are reserved for it.
  std::array<Fd, 4> reserved_;
  std::vector<Child> children_;
  std::vector<pid_t> aside_;  ///< one for each child at most
  bool subreaper_ = false;
  bool cgroup_tried_ = false;
  std::optional<Container> cgroup_;
  WalkState found_;
};

/// Calls `each(pid, process, stat)` once for every running member, those included that appear
/// during the walk. A process that forks without end cannot prolong it: once `enough()`, a few more
/// turns follow, and after the last turn the rest is left to the next walk.
template <typename Each, typename Enough>
void TreeState::each_member(Each each, Enough enough) {
  constexpr int few_turns = 4;
  constexpr int most_turns = 64;
  found_.clear();
  add_topmost();
  std::size_t visited = 0;
  std::size_t listed_before = 0;
  for (int turn = 0; turn < most_turns && (turn < few_turns || !enough()); ++turn) {
    for (; visited < found_.size(); ++visited) {
      const pid_t pid = found_[visited];
      const PinnedProcess process(pid);
      const auto stat = found_.look_at(pid);
      // The dead have no children, and reading the lists of many would outlast the living.
      if (!stat || !stat->alive || is_aside(pid) || !is_ours(pid, *stat)) {
        found_.close(visited);
        continue;
      }
      found_.remember(visited, *stat);
      found_.add_children_of(pid);  // as long as it has them
      each(pid, process, *stat);
    }
    if (turn == 0) listed_before = found_.listed();
    // The last found first: a process that loses its parent moves to a list that is read later.
    const std::size_t listed = found_.listed();
    found_.read_parents_again();
    for (std::size_t i = found_.size(); i-- > 0;) {
      if (!found_.closed(i)) found_.add_children_of(found_[i]);
    }
    add_topmost();
    // No process is new, and none has left a list while that was read.
    const std::size_t now_listed = found_.listed() - listed;
    if (visited == found_.size() && now_listed == listed_before) break;
    listed_before = now_listed;
  }
}

}  // namespace cpr
