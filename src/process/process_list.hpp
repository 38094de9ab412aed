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

  /// Adds the processes that were created since the last call, or lists all anew. Includes zombies,
  /// and processes that are gone since.
  std::span<const pid_t> update();

  [[nodiscard]] std::span<const pid_t> pids() const { return pids_; }

 private:
  void list();
  void add_new(pid_t pid);

  static constexpr std::size_t most = 65536;

  Tree& tree_;
  std::vector<pid_t> pids_;  ///< sorted
  pid_t last_pid_ = 0;       ///< that the kernel had given out before the last call; 0: not known
  int additions_ = 0;        ///< number of calls since all were listed
};

}  // namespace cpr
