// The processes below cpr, listed fast, to be measured again and again.
//
// They are not pinned: a number can mean another process by the time it is used, and must not be
// sent a signal. Tree does that.
#pragma once

#include <sys/types.h>

#include <span>
#include <vector>

#include "process/tree.hpp"

namespace cpr {

class ProcessList {
 public:
  /// Reserves all memory, since that may be short later; pages that are never touched cost nothing.
  /// \param tree must outlive the list
  explicit ProcessList(Tree& tree);

  /// Lists anew, unless no process can have been added since the last call. Includes zombies.
  std::span<const pid_t> update();

  [[nodiscard]] std::span<const pid_t> pids() const { return pids_; }

 private:
  void list();
  void add(pid_t pid);
  bool add_children_of(pid_t parent);

  static constexpr std::size_t most = 65536;

  Tree& tree_;
  std::vector<pid_t> pids_;
  pid_t last_pid_ = 0;  ///< that the kernel had given out before the list was made; 0: not known
  int reused_ = 0;      ///< number of calls that the list has served
};

}  // namespace cpr
