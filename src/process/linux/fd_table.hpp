// The open descriptors of all processes of a Snapshot, to find the processes at the other end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "core/bounded_list.hpp"
#include "core/snapshot.hpp"
#include "process/linux/look_time.hpp"
#include "process/linux/proc_dir.hpp"

namespace cpr {

class FdTable {
 public:
  static constexpr std::size_t most = 16384;  ///< more descriptors are ignored

  enum Access : std::uint8_t { Read = 1, Write = 2, Both = 3 };

  struct Entry {
    std::uint64_t object = 0;  ///< object_id() of the link
    pid_t pid = 0;
    int fd = -1;
    Access access = Both;
  };

  void clear() { entries_.clear(); }

  /// Adds the descriptors of a process, as many as can be read in time.
  void add(pid_t pid, const ProcDir& process, LookTime& time);

  /// Identifies what is behind a descriptor, by its link in /proc/PID/fd: two with the same link
  /// have the same pipe, socket or file.
  static std::uint64_t object_id(std::string_view link);

  /// Identifies `socket:[INODE]` or `pipe:[INODE]`.
  static std::uint64_t object_id(const char* kind, std::uint64_t inode);

  /// None when the process does not have it, or it could not be read.
  [[nodiscard]] const Entry* find(pid_t pid, int fd) const;

  /// Calls `each(entry)` for every descriptor of an object.
  template <typename Each>
  void each_holder(std::uint64_t object, Each each) const {
    for (const auto& entry : entries_) {
      if (entry.object == object) each(entry);
    }
  }

  /// Adds the processes at the other end of a pipe as peers; `own` is the waiting process itself,
  /// which is added only if no other process has that end.
  void add_other_ends(Wait& wait, const Entry& own) const;

 private:
  BoundedList<Entry, most> entries_;
};

}  // namespace cpr
