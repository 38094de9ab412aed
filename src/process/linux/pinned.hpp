// A process that is looked at and signalled by pidfd, so that no other process can take its place.
#pragma once

#include <sys/types.h>

#include "loop/fd.hpp"

namespace cpr {

/// Pins the process that has the number now. Whether it is a descendant is to be checked after
/// that: if the number was reused before, its parent tells; if it is reused later, the pidfd refers
/// to a dead process.
class PinnedProcess {
 public:
  explicit PinnedProcess(pid_t pid);

  /// \returns 0, or the errno of kill(2): ESRCH: it is gone
  [[nodiscard]] int send(int signal) const;

 private:
  pid_t pid_;
  Fd pidfd_;
  bool no_pidfds_ = false;
};

}  // namespace cpr
