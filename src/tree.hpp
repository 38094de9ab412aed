// The descendants of the child: who they are, signal them all, are they gone.
//
// cpr is their subreaper, so that whoever loses its parent becomes a child of cpr, whatever
// session, group or environment it has given itself. The tree is empty exactly when cpr has no
// child left.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "result.hpp"

namespace cpr {

/// A relayed pipe of the child, to tell who still holds it.
struct HeldPipe {
  int fd = -1;  ///< the child's descriptor
  std::uint64_t inode = 0;
};

class Tree {
 public:
  /// Makes cpr a subreaper. Everybody below cpr is of the tree: cpr has no other children (see
  /// stand_in.hpp).
  Tree();

  /// Says which process the tree grows from.
  void set_root(pid_t root) { root_ = root; }

  struct Sent {
    int pids = 0;       ///< processes that took the signal
    bool root = false;  ///< the root is one of them
  };

  /// Sends a signal to every process of the tree, once each, those included that appear meanwhile.
  /// Where /proc cannot be read, nobody is found.
  /// \param then_continue SIGCONT after it, since a stopped process takes nothing else
  Sent signal(int signal, bool then_continue);

  /// Stops all that is there until nobody new appears, then kills it. What is still alive after the
  /// kernel has done its work takes another round.
  Sent kill();

  /// True when nobody is left. Zombies count until they are reaped.
  [[nodiscard]] bool empty() const;

  /// Those who are alive now, zombies left out.
  [[nodiscard]] std::vector<Survivor> survivors(const std::vector<HeldPipe>& pipes) const;

 private:
  Sent walk(int signal, bool then_continue);

  pid_t root_ = -1;
};

}  // namespace cpr
