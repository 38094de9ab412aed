// What the threads of a process do at this moment.
#pragma once

#include <sys/types.h>

#include "core/clock.hpp"
#include "process/linux/blocking_calls.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/proc_text.hpp"

namespace cpr {

struct ThreadLook {
  pid_t thread = 0;  ///< the most telling one: it runs, or is in state D, or waits for others
  char state = '?';
  proc_text::Syscall syscall{};
  const BlockingCall* call = nullptr;  ///< null: none, or one without a row in the table
  bool all_in_futex = false;           ///< every thread of the process waits on a futex

  /// Reading the memory of the process, its arguments included, could block: a thread may have
  /// gone to sleep with the mmap_lock. A thread that takes it after the look is missed.
  bool memory_may_block = false;
};

/// \param stat of the process; it has the number of threads
ThreadLook look_at_threads(pid_t pid, const ProcDir& process, const proc_text::Stat& stat,
                           TimePoint end);

}  // namespace cpr
