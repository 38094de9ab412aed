// The descriptors of a child: what it gets, and the ends that cpr keeps.
#pragma once

#include <vector>

#include "core/job.hpp"
#include "loop/fd.hpp"
#include "process/linux/exec_child.hpp"

namespace cpr {

/// Cpr's end of one pipe of the child.
struct ParentEnd {
  int fd = -1;  ///< the child's descriptor
  int peer = -1;
  Fd end;  ///< to write to for 0, to read from for the others
};

struct ChildStdio {
  std::vector<FdAction> actions;  ///< the paths belong to the Job
  std::vector<Fd> child_ends;     ///< to be closed once the child has them
  std::vector<ParentEnd> parent_ends;
  Fd channel;  ///< cpr's end of the message channel, where an entry is Ipc
  int fd_floor = 3;
};

/// Makes the pipes and the channel. On failure everything made so far is closed again.
/// \throws StartFailure (step Stdio) when one cannot be made
ChildStdio make_stdio(const std::vector<StdioSpec>& specs);

}  // namespace cpr
