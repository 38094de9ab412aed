// What /proc says of a process. No call here allocates, unless it returns a container.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr::procfs {

struct Stat {
  pid_t parent = 0;
  pid_t group = 0;
  char state = '?';
  bool alive = false;       ///< a zombie with threads that go on is
  bool exiting = false;     ///< alive, but only until the kernel has cleared it away
  bool hidden = false;      ///< /proc does not show it: only parent, group and alive are known
  std::uint64_t start = 0;  ///< clock ticks since boot
};

/// Whether /proc is there and speaks of the processes that cpr can signal: it may be missing, or be
/// that of another PID namespace, whose numbers mean somebody else here.
bool is_ours();

/// All that a file of the kernel's says; nothing when there is none.
std::string read(const Fd& file);

/// Calls `each(number)` for the numbers in a file of the kernel's. Does not allocate.
void numbers(const Fd& file, void (*each)(pid_t number, void* context), void* context);

/// None when there is no such process (any more).
std::optional<Stat> stat(pid_t pid);

/// Calls `each(child)` for the children of all threads of a process. The kernel's list is only sure
/// to be whole while the process is stopped.
/// \returns false when the kernel does not offer such lists, or they cannot be read.
bool children(pid_t pid, void (*each)(pid_t child, void* context), void* context);

/// Whether the number is that of a process, and not of one of its other threads.
bool is_process(pid_t pid);

/// The number that was given out last in cpr's PID namespace. They are given out in order, and
/// start again at pid_max(). 0 where the kernel does not say.
pid_t last_pid();
pid_t pid_max();

/// Every process there is, by number. \returns false when they cannot be listed.
bool all(void (*each)(pid_t pid, void* context), void* context);

/// Its words; the name in brackets for one that has none (a kernel thread, a zombie).
std::vector<std::string> argv(pid_t pid);

/// How a zombie has ended, as wait(2) would say it; none when it is not cpr's to know.
std::optional<int> wait_status(pid_t pid);

/// The user that it runs as.
std::optional<uid_t> owner(pid_t pid);

/// Its age by the kernel's clock.
Duration age(const Stat& stat);

/// The largest resident size that cpr itself has had, in KiB; rather too much than too little.
std::int64_t own_peak();

/// The inodes of the pipes that it has open, one for each descriptor.
std::vector<std::uint64_t> pipes(pid_t pid);

}  // namespace cpr::procfs
