// What a result says about a process that is still running.
#pragma once

#include <sys/types.h>

#include <vector>

#include "core/result.hpp"
#include "process/linux/pinned.hpp"
#include "process/linux/procfs.hpp"
#include "process/relayed_pipe.hpp"

namespace cpr {

/// \param pipes those between the child and cpr; the leftover names the ones that it holds open
Leftover describe_leftover(pid_t pid, const PinnedProcess& process, const procfs::Stat& stat,
                           const std::vector<RelayedPipe>& pipes);

}  // namespace cpr
