// The processes that one walk through the tree has found.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <type_traits>

#include "process/linux/procfs.hpp"

namespace cpr {

/// Processes in the order in which they were found, each once.
///
/// All memory is allocated by the constructor, since the kill path must not depend on free memory;
/// pages that are never touched cost nothing. A tree larger than this is killed in several rounds.
class WalkState {
 public:
  /// \throws std::bad_alloc
  WalkState();

  void clear();

  void add(pid_t pid);

  /// Without a usable /proc: cpr's own children alone.
  void add_children_of(pid_t parent);

  /// Where the kernel lists no children, add_children_of() reads the parents of all processes, once
  /// until this is called.
  void read_parents_again() { has_parents_ = false; }

  /// Adds the numbers that the kernel gave out after `after`, up to `until`. Whether these are
  /// members is still to be found out.
  void add_range(pid_t after, pid_t until);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] pid_t operator[](std::size_t i) const { return tables_->pids[i]; }
  /// Number of calls of add(), those for known processes included.
  [[nodiscard]] std::size_t listed() const { return listed_; }

  /// It is dead, or not a member: its children are not looked for.
  void close(std::size_t i) { tables_->closed.set(i); }
  [[nodiscard]] bool closed(std::size_t i) const { return tables_->closed.test(i); }

  /// It is a member of the tree. A very young one is not remembered, since a process that is given
  /// its number within the same tick of the kernel's clock would look the same.
  void remember(std::size_t i, const procfs::Stat& stat);
  [[nodiscard]] bool remembers(pid_t pid, const procfs::Stat& stat) const {
    const Known& known = tables_->known[slot(pid)];
    return known.pid == pid && known.start == stat.start;
  }

  /// Whether it was looked at, and is a member.
  [[nodiscard]] bool is_member(std::size_t i) const { return tables_->member.test(i); }
  [[nodiscard]] std::uint64_t start(std::size_t i) const { return tables_->identities[i].start; }
  [[nodiscard]] pid_t group(std::size_t i) const { return tables_->identities[i].group; }

  /// For a pinned process. One that /proc does not show (it is missing, or mounted with hidepid=)
  /// is still known where it is a child of cpr, which keeps its number until cpr reaps it.
  [[nodiscard]] std::optional<procfs::Stat> look_at(pid_t pid) const;

  /// Whether a pinned process is below cpr.
  [[nodiscard]] bool is_below(pid_t pid, procfs::Stat stat) const;

 private:
  struct Known {
    pid_t pid;
    std::uint64_t start;
  };
  struct Identity {
    std::uint64_t start;
    pid_t group;
  };
  struct Parentage {
    pid_t pid;
    pid_t parent;
  };
  template <std::size_t Size>
  struct Bits {
    std::array<std::uint64_t, Size / 64> words;
    [[nodiscard]] bool test(std::size_t i) const { return ((words[i / 64] >> (i % 64)) & 1U) != 0; }
    void set(std::size_t i) { words[i / 64] |= std::uint64_t{1} << (i % 64); }
    void reset(std::size_t i) { words[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
  };
  static constexpr std::size_t most = 65536;
  /// Of the whole machine.
  static constexpr std::size_t most_parents = 4 * most;
  /// The kernel's PID_MAX_LIMIT.
  static constexpr std::size_t pid_limit = std::size_t{1} << 22U;
  /// Several numbers share one, and the last of them is remembered; the others are looked up again.
  static std::size_t slot(pid_t pid) { return static_cast<std::size_t>(pid) % most; }

  /// Zero pages at first.
  struct Tables {
    std::array<pid_t, most> pids;
    std::array<Identity, most> identities;
    std::array<Known, most> known;
    std::array<Parentage, most_parents> parents;
    Bits<most> closed;
    Bits<most> member;
    Bits<pid_limit> seen;
  };
  static_assert(std::is_trivially_default_constructible_v<Tables>);
  struct Free {
    void operator()(Tables* tables) const { std::free(tables); }
  };

  void add_own_children();
  bool read_parents();
  void add_newest_child();

  std::unique_ptr<Tables, Free> tables_;
  std::size_t size_ = 0;
  std::size_t listed_ = 0;
  std::size_t parents_ = 0;  ///< number of entries in the table
  bool has_parents_ = false;
  pid_t last_before_parents_ = 0;  ///< the last number that the kernel had given out
  bool has_proc_ = false;          ///< /proc is usable in this walk
};

}  // namespace cpr
