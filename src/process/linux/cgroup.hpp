// The cgroup (version 2) of a run, below the one that cpr is in. cgroups(7)
//
// Every descendant is born in it, and the kernel kills all of it with one write, including
// processes that fork faster than they can be listed, and those that kill(2) may not signal.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/tree_usage.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// The directory of the cgroup that a process is in.
/// \param cgroup, mountinfo contents of its /proc/PID/cgroup and /proc/PID/mountinfo
/// \returns none where no version 2 hierarchy is mounted, or the mount does not show that cgroup
std::optional<std::string> cgroup_directory(std::string_view cgroup, std::string_view mountinfo);

class Cgroup {
 public:
  static constexpr auto usage_source = TreeUsage::Source::Cgroup;

  /// Creates an empty one, and removes the stale ones of crashed cprs.
  /// \throws std::system_error
  Cgroup();

  /// Moves what is still in it back to cpr's cgroup, and removes it.
  ~Cgroup();

  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;

  /// For CLONE_INTO_CGROUP.
  [[nodiscard]] int fd() const { return directory_.get(); }

  /// Sends SIGKILL to everything in it and below.
  /// \returns false before Linux 5.14
  bool kill() const;

  /// Number of processes in it, without zombies. Does not allocate.
  [[nodiscard]] int count() const;

  /// Calls `each` for the processes in it, without zombies. Does not allocate.
  void members(void (*each)(pid_t pid, void* context), void* context) const;

  [[nodiscard]] bool contains(pid_t pid) const;

  /// Moves a process into it, and to cpr's cgroup. Do not allocate.
  bool adopt(pid_t pid) const;
  void release(pid_t pid) const;

  /// A process that writes "0" to it enters.
  [[nodiscard]] int procs_fd() const { return processes_.get(); }

  [[nodiscard]] bool empty() const;

  /// Has the kernel kill everything in it when it would use more memory than that, swap excluded.
  /// \returns false where the memory controller is not enabled for it
  [[nodiscard]] bool limit_memory(std::uint64_t bytes) const;

  /// Whether it was out of memory, and processes were to be killed for that. The kernel may have
  /// found none that it may kill (oom_score_adj -1000). Does not allocate.
  [[nodiscard]] bool was_out_of_memory() const;

  /// Largest use of memory, caches included, in bytes; none before Linux 5.19, or where the memory
  /// controller is not enabled.
  [[nodiscard]] std::optional<std::uint64_t> peak_memory() const;

  /// Kills what is in the cgroup of another cpr, if that has one.
  /// \param owner that cpr; must not have been reaped yet
  static void kill_that_of(pid_t owner);

  /// Removes the empty cgroups of cprs that are gone.
  static void remove_stale();

 private:
  std::string name_;
  Fd parent_;
  Fd directory_;
  Fd kill_;
  Fd events_;
  Fd processes_;
  Fd parent_procs_;  ///< of cpr's own cgroup
};

}  // namespace cpr
