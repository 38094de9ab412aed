// The child's side of a start: what runs between clone and exec.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <cstdint>

#include "core/result.hpp"

namespace cpr {

/// Makes one descriptor of the child.
struct FdAction {
  enum class Kind : std::uint8_t {
    Dup,    ///< from descriptor `source`
    Open,   ///< `path` with `flags`
    Same,   ///< from the child's own finished descriptor `source`
    Close,  ///< nothing there
  };
  Kind kind = Kind::Close;
  int target = -1;
  int source = -1;
  const char* path = nullptr;
  int flags = 0;
};

/// All that the child needs, made by the parent, whose memory it may share: the child does not
/// allocate, writes to nothing but this, and every pointer stays valid until its exec.
struct ExecPlan {
  FdAction* actions = nullptr;  ///< in the order of their targets, Same ones last
  int action_count = 0;
  int fd_floor = 3;          ///< one more than the highest target
  int report_fd = -1;        ///< takes an ExecReport when a step fails; closed by exec
  int cgroup_procs_fd = -1;  ///< cgroup.procs of the cgroup to enter first, -1: none
  const char* cwd = nullptr;
  bool set_groups = false;
  /// No error if setgroups(2) is not permitted: the groups give the child nothing new, since its
  /// uid and gid are cpr's own, or there are no groups to drop.
  bool groups_may_stay = false;
  const gid_t* groups = nullptr;
  std::size_t group_count = 0;
  bool set_gid = false;
  gid_t gid = 0;
  bool set_uid = false;
  uid_t uid = 0;
  sigset_t mask{};               ///< to be restored
  bool default_signals = false;  ///< instead: every disposition default, nothing blocked
  bool new_session = false;
  bool new_group = false;
  bool die_with_parent = true;
  bool inherit_fds = false;  ///< leave open what nobody named
  bool ignore_sigchld = false;
  pid_t parent = 0;
  const char* const* candidates = nullptr;  ///< ends with null
  bool search = false;  ///< the candidates are a search in PATH, not the one path that was named
  char* const* argv = nullptr;
  char* const* envp = nullptr;
  /// argv for /bin/sh when a candidate is a script without `#!`: two free places, then the words
  /// behind argv[0].
  const char** script_argv = nullptr;
};

/// What the child says when it could not become the program. Nothing is said on success: exec
/// closes the descriptor.
struct ExecReport {
  StartStep step = StartStep::Exec;
  int error = 0;
  int fd = -1;         ///< Stdio: the descriptor that could not be made
  int candidate = -1;  ///< Exec: which one was refused, -1 = none was found
};

/// Becomes the program, or reports and exits. A straight list of system calls: no allocation, no
/// locks, no library state, errno included.
[[noreturn]] void exec_child(ExecPlan& plan);

/// The same, as the first function of a process. \param plan an ExecPlan
[[noreturn]] void exec_child_of(void* plan);

}  // namespace cpr
