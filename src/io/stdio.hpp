// The file descriptors of a child: what it gets, and the ends that cpr keeps.
#pragma once

#include <variant>
#include <vector>

#include "core/job.hpp"
#include "loop/fd.hpp"
#include "process/spawn.hpp"

namespace cpr {

/// Cpr's end of a pipe to or from the child, or of its terminal.
struct ParentEnd {
  int fd = -1;  ///< the child's
  /// Non-blocking; the write end of an InputPipe, the read end of an OutputPipe, the master of a
  /// Pty
  Fd end;
  Fd file{};   ///< the file of an OutputPipe, if it has a path
  Fd slave{};  ///< of a Pty
};

struct ChildStdio {
  std::vector<FdAction> actions;  ///< for start_process(); the paths belong to the Job
  std::vector<Fd> child_ends;     ///< closed once the child has them
  std::vector<ParentEnd> parent_ends;
  Fd channel;  ///< cpr's end of the message channel, if an entry is Ipc
  Fd ready;    ///< cpr's end, non-blocking, if an entry is ReadyPipe
};

/// Makes the pipes and the channel.
/// \returns StartFailure (step Stdio) if one cannot be made; those made before are closed
std::variant<ChildStdio, StartFailure> make_stdio(const std::vector<StdioSpec>& specs);

}  // namespace cpr
