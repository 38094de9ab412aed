// The descendants of the child: who they are, signal them all, are they gone.
//
// cpr is their subreaper, so that whoever loses its parent becomes a child of cpr, whatever
// session, group or environment it has given itself. The tree is empty when cpr has no child left.
// A cgroup of its own holds it together where that was asked for, or where cpr may not be a
// subreaper, or for members that cpr may not signal. Where there is neither, those who lose their
// parent are still reached through the child's process group.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/containment.hpp"
#include "core/result.hpp"
#include "process/linux/cgroup.hpp"
#include "process/linux/pinned.hpp"
#include "process/linux/procfs.hpp"
#include "process/spawn.hpp"

namespace cpr {

/// A relayed pipe of the child, to tell who still holds it.
struct HeldPipe {
  int fd = -1;  ///< the child's descriptor
  std::uint64_t inode = 0;
};

/// Naming takes time, and so only the first few hundred are named.
struct Leftovers {
  std::vector<Leftover> named;
  std::size_t unnamed = 0;
};

class Tree {
 public:
  /// Prepares its containment, before there is a tree. Everybody below cpr will be of the tree: cpr
  /// has no other children (see stand_in.hpp).
  /// \throws std::system_error when a cgroup is wanted and none can be had, or when there are not
  /// enough descriptors to end a tree with
  explicit Tree(std::optional<Containment> wanted);

  /// For the start of the root: null when it needs none.
  [[nodiscard]] const Cgroup* cgroup() const { return cgroup_.get(); }

  /// Whether the root has to lead a process group of its own, for want of anything better. Not
  /// where cpr has the terminal, which a new group could not read from.
  [[nodiscard]] bool needs_group() const;

  /// Says which process the tree grows from; it must outlive the tree.
  /// \param leads_group it is the leader of a process group, in which cpr is not
  void set_root(const Process& root, bool leads_group);

  /// What makes sure that nobody gets away.
  [[nodiscard]] Containment containment() const;

  struct Sent {
    int pids = 0;       ///< processes that took the signal
    bool root = false;  ///< the root is one of them
  };

  /// Sends a signal to every process of the tree that exists now, once each; to none that is
  /// started after the first of them got it. Without a usable /proc only the children of cpr are
  /// found. \param then_continue SIGCONT after it, since a stopped process takes nothing else
  Sent signal(int signal, bool then_continue);

  /// Stops all that is there until nobody new appears, then kills it. What is still alive after the
  /// kernel has done its work takes another round.
  Sent kill();

  /// Kills and reaps until nobody is left, and waits for that: where no loop runs any more.
  void end_now();

  /// True when nobody is left. Zombies count until they are reaped.
  [[nodiscard]] bool empty() const;

  /// How many are alive now, zombies left out. For a look at a run that goes on.
  [[nodiscard]] int count() const;

  /// Those who are alive now, zombies left out.
  [[nodiscard]] Leftovers leftovers(const std::vector<HeldPipe>& pipes);

  /// What is left of a tree that was sent SIGKILL.
  enum class Left : std::uint8_t {
    None,
    Zombies,  ///< dead, but a tracer elsewhere has not released them
    Dying,    ///< waiting for the processor, or for the kernel to clear them away
    Stuck,    ///< in state D, or not to be signalled, or not to be seen
  };
  [[nodiscard]] Left left() const;

 private:
  Sent walk(int signal);
  [[nodiscard]] bool is_found(std::size_t i, const procfs::Stat& stat) const;
  [[nodiscard]] Sent signal_found(int signal, bool then_continue, pid_t spared_group) const;
  template <typename Each, typename Enough>
  void each_member(Each each, Enough enough) const;
  void add_roots() const;
  Sent kill_found(pid_t group) const;
  [[nodiscard]] bool group_is_empty() const;
  [[nodiscard]] bool needs_group_signal() const;
  [[nodiscard]] bool is_ours(pid_t pid, const procfs::Stat& stat) const;
  void try_cgroup();
  void adopt(pid_t pid, const PinnedProcess& target);

  void free_descriptors();

  /// Looking at processes takes descriptors: where few are allowed, so many are kept for it.
  std::array<Fd, 4> kept_free_;
  const Process* root_ = nullptr;
  bool leads_group_ = false;
  bool subreaper_ = false;
  bool cgroup_tried_ = false;
  std::shared_ptr<Cgroup> cgroup_;  ///< shared by the trees of all workers
};

}  // namespace cpr
