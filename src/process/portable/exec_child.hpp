// The child's side of a start: what runs between fork and exec.
#pragma once

#include <sys/types.h>

#include <vector>

#include "core/command.hpp"
#include "core/job.hpp"
#include "process/inherited_signals.hpp"
#include "process/spawn.hpp"

namespace cpr {

/// What the child needs, made by the parent before the fork.
struct ExecPlan {
  const Job& job;
  const Execve& execve;
  const InheritedSignals& inherited;
  Placement placement;
  std::vector<FdAction> actions;  ///< one for each fd from 0 on, those of kind Same last
  int report_fd = -1;             ///< for an ExecReport if a step fails; closed by exec
  bool search = false;  ///< the candidates come from PATH; the next one is tried after ENOENT
  std::vector<char*> envp;
  /// argv from the second element on. The first is free: /bin/sh gets it and the next one as its
  /// own name and the script, when a candidate is a script without `#!`.
  std::vector<char*> argv;
};

/// Becomes the program, or reports and exits. Calls functions in signal-safety(7) alone.
[[noreturn]] void exec_child(ExecPlan& plan);

}  // namespace cpr
