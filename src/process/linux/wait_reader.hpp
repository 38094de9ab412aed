// What one process waits for, as far as its own files in /proc show.
#pragma once

#include "core/snapshot.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/thread_look.hpp"

namespace cpr {

/// Names the call, the descriptor and the object behind it. Peers are added only where the
/// arguments or the descriptor name them: a process that is waited for, or that a pidfd refers to.
/// \param heap where the heap of the process begins, 0 = not known
Wait read_wait(const ProcDir& process, const ThreadLook& look, std::uint64_t heap);

}  // namespace cpr
