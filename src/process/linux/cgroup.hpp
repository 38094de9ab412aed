// A cgroup (version 2) of the run's own, below the one that cpr is in.
//
// Whatever the tree forks is born in it, and the kernel ends all of it at one word: also what forks
// faster than anybody can list, and what kill(2) may not touch. cgroups(7)
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "loop/fd.hpp"

namespace cpr {

/// The directory of the cgroup that a process is in, from the texts of its /proc/PID/cgroup and
/// /proc/PID/mountinfo; none where no version 2 hierarchy is mounted, or the cgroup is outside of
/// what is.
std::optional<std::string> cgroup_directory(std::string_view cgroup, std::string_view mountinfo);

class Cgroup {
 public:
  /// Makes an empty one, after clearing away those that a crashed cpr has left.
  /// \throws std::system_error where that cannot or may not be done
  Cgroup();

  /// Leaves nothing behind: who is still in there moves back to where cpr is.
  ~Cgroup();

  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  /// For CLONE_INTO_CGROUP.
  [[nodiscard]] int fd() const { return directory_.get(); }

  /// SIGKILL to all that is in there and below.
  /// \returns false where the kernel cannot (before 5.14)
  bool kill() const;

  /// Processes in there, zombies left out. Does not allocate.
  [[nodiscard]] int count() const;

  /// Calls `each` for those in there, zombies left out. Does not allocate.
  void members(void (*each)(pid_t pid, void* context), void* context) const;

  [[nodiscard]] bool contains(pid_t pid) const;

  /// Takes a process in, wherever it was, and lets it go to where cpr is. Do not allocate.
  bool adopt(pid_t pid) const;
  void release(pid_t pid) const;

  /// To be written "0" to by who wants to enter by himself.
  [[nodiscard]] int procs_fd() const { return processes_.get(); }

  [[nodiscard]] bool empty() const;

  /// Ends whoever is in the cgroup of another cpr, which must not have been reaped yet. Nothing
  /// happens where that one has none.
  static void kill_that_of(pid_t owner);

  /// Removes the empty cgroups of runs whose cpr is dead.
  static void remove_stale();

 private:
  std::string name_;
  Fd parent_;
  Fd directory_;
  Fd kill_;
  Fd events_;
  Fd processes_;
  Fd parent_procs_;  ///< where those go who are left
};

}  // namespace cpr
