// Reads /proc. A function allocates only if it returns a container.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "loop/fd.hpp"
#include "process/relayed_pipe.hpp"

namespace cpr::procfs {

struct Stat {
  pid_t parent = 0;
  pid_t group = 0;
  char state = '?';
  bool alive = false;           ///< also a zombie with running threads
  bool exiting = false;         ///< alive, but past the start of its exit
  bool thread_exiting = false;  ///< the thread of that number is past the start of its exit
  bool hidden = false;          ///< not in /proc: only parent, group and alive are known
  std::uint64_t start = 0;      ///< clock ticks since boot
};

/// Whether /proc is mounted and is that of cpr's PID namespace; in another one the same numbers
/// mean other processes.
bool is_ours();

/// The content of a file in /proc; empty if it cannot be read.
std::string read(const Fd& file);

/// Calls `each(number)` for the numbers in a file.
void numbers(const Fd& file, void (*each)(pid_t number, void* context), void* context);

/// None if the process does not exist.
std::optional<Stat> stat(pid_t pid);

/// Whether a thread of the process is not past the start of its exit.
bool has_running_thread(pid_t pid);

/// Calls `each(child)` for the children of all threads of a process. The kernel's list is complete
/// only while the process is stopped.
/// \returns false if the kernel does not list children, or the list cannot be read
bool children(pid_t pid, void (*each)(pid_t child, void* context), void* context);

/// Whether the number is a process, not another thread of one.
bool is_process(pid_t pid);

/// The pid that was allocated last in cpr's PID namespace. Pids are allocated in ascending order
/// and wrap around at pid_max(). 0 if unknown.
pid_t last_pid();
pid_t pid_max();

/// Calls `each(pid)` for all processes.
/// \returns false if they cannot be listed
bool all(void (*each)(pid_t pid, void* context), void* context);

/// The arguments; for a process without them (a kernel thread, a zombie) its name in brackets.
std::vector<std::string> argv(pid_t pid);

/// The wait status of a zombie; none if cpr may not know it.
std::optional<int> wait_status(pid_t pid);

/// The effective uid.
std::optional<std::uint32_t> owner(pid_t pid);

/// Time since the process was started.
Duration age(const Stat& stat);

/// The pipes and pseudo-terminals that the process has open, one for each fd.
std::vector<RelayedPipe> pipes(pid_t pid);

}  // namespace cpr::procfs
