// The process tree of a run, which is everything below cpr: list it, signal it, is it empty.
//
// Cpr is a subreaper: a descendant that loses its parent becomes a child of cpr, regardless of its
// session, process group or environment. The tree is empty when cpr has no child. A cgroup of the
// run tracks the tree where that was asked for, where cpr cannot be a subreaper, and for members
// that cpr may not signal. With neither, orphans are reached by the process groups of cpr's
// children.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/containment.hpp"
#include "core/limits.hpp"
#include "core/recipients.hpp"
#include "core/result.hpp"
#include "process/relayed_pipe.hpp"
#include "process/spawn.hpp"
#include "system/container.hpp"
#include "system/tree_state.hpp"

namespace cpr {

/// Processes that are still running. The first few hundred are named, since that takes time.
struct Leftovers {
  std::vector<Leftover> named;
  std::size_t unnamed = 0;
};

class Tree : private TreeState {
 public:
  /// Sets up the containment, before the first process is started. May be called for each child.
  /// cpr must have no other children (see shim.hpp).
  /// \returns why nothing can be started: a requested cgroup cannot be created, or there are too
  /// few file descriptors to kill a tree with
  [[nodiscard]] std::optional<StartFailure> prepare(std::optional<Containment> wanted);

  /// Removes the cgroup and forgets the children: all is over, or starts again with prepare().
  void release();

  /// What a child is started in; null: the kernel has no container for this tree.
  [[nodiscard]] const Container* container() const;

  /// Whether a child has to lead a process group, because nothing better is available (not where
  /// cpr has the terminal, which a background group cannot read from), or because a limit sends a
  /// signal that can be sent to groups alone (Windows).
  [[nodiscard]] bool needs_group(const Limits& limits) const;

  /// \param child must outlive the tree, its release() or remove_child()
  /// \param leads_group it leads a process group, and cpr is not in that
  void add_child(const Process& child, bool leads_group);
  void remove_child(const Process& child);

  /// A child of cpr that has a tree of its own, which is not part of this one. It still counts in
  /// empty() and for end_now(). Does not allocate.
  void set_aside(pid_t pid);
  /// It was reaped.
  void forget_aside(pid_t pid);

  [[nodiscard]] Containment containment() const;

  /// Gives up the descriptors that are reserved for the kill path, which begins now. signal() and
  /// kill() do that themselves.
  void free_descriptors();

  /// Sends a signal once to every process of the tree that exists now, and to none that is started
  /// after the first of them received it. Without a usable /proc only cpr's children are found.
  /// \param then_continue send SIGCONT after it
  Recipients signal(int signal, bool then_continue);

  /// Stops all processes until no new one appears, then kills them. What is still running after
  /// the kernel has done its work needs another call.
  Recipients kill();

  /// Kills and reaps until the tree is empty, for up to five seconds, where no loop runs.
  /// \param reaped called for each process that was reaped
  void end_now(const std::function<void(pid_t, ExitStatus)>& reaped = [](pid_t, ExitStatus) {});

  /// Zombies count until they are reaped.
  [[nodiscard]] bool empty() const;

  /// Number of running processes; zombies do not count.
  [[nodiscard]] int count();

  /// Calls `each(pid)` for every process, parents before their children and zombies included, until
  /// it returns false. Unlike the walks of signals this is one pass that pins and verifies nothing:
  /// it may miss what is forked meanwhile. Allocates nothing.
  /// \returns the number of processes that are known and were not passed on
  std::size_t list(bool (*each)(pid_t pid, void* context), void* context);

  /// The running processes; zombies do not count.
  [[nodiscard]] Leftovers leftovers(const std::vector<RelayedPipe>& pipes);

  /// What is left of a tree that was sent SIGKILL.
  enum class Left : std::uint8_t {
    None,
    Zombies,  ///< dead, but not released by a tracer outside of the tree
    Dying,    ///< waiting for the processor, for a device, or for the kernel to clear them away
    Stuck,    ///< cpr may not signal them, or cannot see them
  };
  [[nodiscard]] Left left();
};

}  // namespace cpr
