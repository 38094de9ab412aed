// One process of the tree, to be signalled: exactly the one that was found, or nobody.
#pragma once

#include <sys/types.h>

#include "loop/fd.hpp"

namespace cpr {

/// Pins whoever has the number now. That this is one of ours is to be looked up after that: if the
/// number was given to a stranger, either his parent gives him away, or it happened later, and then
/// the pidfd leads to a dead process.
class PinnedProcess {
 public:
  explicit PinnedProcess(pid_t pid);

  /// \returns 0, or the errno of kill(2): ESRCH when it is gone
  [[nodiscard]] int send(int signal) const;

 private:
  pid_t pid_;
  Fd pidfd_;
  bool no_pidfds_ = false;
};

}  // namespace cpr
