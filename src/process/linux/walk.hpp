// The processes of the tree that one walk through it has found.
#pragma once

#include <sys/types.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

#include "process/linux/procfs.hpp"

namespace cpr {

/// In the order of their finding, each once.
///
/// For static storage, since the kill path must not depend on memory being left; pages that are
/// never touched cost nothing. A tree that is larger than this is ended in several rounds.
class WalkState {
 public:
  void clear();

  void add(pid_t pid);

  /// Without a usable /proc: those of cpr alone.
  void add_children_of(pid_t parent);

  /// Adds the processes whose numbers were given out after one was, until another was. Whether they
  /// are members is to be looked up.
  void add_range(pid_t after, pid_t until);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] pid_t operator[](std::size_t i) const { return pids_[i]; }
  /// How many have been given to add(), known ones as well.
  [[nodiscard]] std::size_t listed() const { return listed_; }

  /// Dead, or none of ours: nobody is to be looked for below it.
  void close(std::size_t i) { closed_.set(i); }
  [[nodiscard]] bool closed(std::size_t i) const { return closed_.test(i); }

  /// A member of the tree, which later ones can refer to. A younger one could not be told from
  /// another process that is given its number within the same tick of the kernel's clock.
  void remember(std::size_t i, const procfs::Stat& stat);
  [[nodiscard]] bool remembers(pid_t pid, const procfs::Stat& stat) const {
    return known_[slot(pid)].pid == pid && known_[slot(pid)].start == stat.start;
  }

  /// Whether it was looked at, and is a member.
  [[nodiscard]] bool is_member(std::size_t i) const { return member_.test(i); }
  [[nodiscard]] std::uint64_t start(std::size_t i) const { return identities_[i].start; }
  [[nodiscard]] pid_t group(std::size_t i) const { return identities_[i].group; }

  /// What is known of a process that is pinned. One that /proc does not show (there is none, or it
  /// is mounted with hidepid= and the process may not be looked at) is known to be a child of cpr,
  /// if it is one: it keeps its number until cpr reaps it.
  [[nodiscard]] std::optional<procfs::Stat> look_at(pid_t pid) const;

  /// Whether a process is below cpr; for one that is pinned, so that its number is nobody else's.
  [[nodiscard]] bool is_below(pid_t pid, procfs::Stat stat) const;

 private:
  struct Known {
    pid_t pid = 0;
    std::uint64_t start = 0;
  };
  struct Identity {
    std::uint64_t start = 0;
    pid_t group = 0;
  };
  static constexpr std::size_t most = 65536;
  /// The kernel's PID_MAX_LIMIT.
  static constexpr std::size_t pid_limit = std::size_t{1} << 22U;
  /// Shared by several numbers, the last of which is remembered; the others are looked up anew.
  static std::size_t slot(pid_t pid) { return static_cast<std::size_t>(pid) % most; }

  void add_own_children();

  std::array<pid_t, most> pids_{};
  std::array<Identity, most> identities_{};
  std::array<Known, most> known_{};
  std::bitset<most> closed_;
  std::bitset<most> member_;
  std::bitset<pid_limit> seen_;
  std::size_t size_ = 0;
  std::size_t listed_ = 0;
  bool has_proc_ = false;  ///< /proc can be asked in this walk
};

}  // namespace cpr
