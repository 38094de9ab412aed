#include "process/linux/describe_leftover.hpp"

#include <algorithm>
#include <cerrno>

namespace cpr {

Leftover describe_leftover(pid_t pid, const PinnedProcess& process, const procfs::Stat& stat,
                           const std::vector<RelayedPipe>& pipes) {
  Leftover leftover{.pid = pid, .argv = {}, .state = stat.state, .exiting = stat.exiting};
  if (stat.hidden) return leftover;
  leftover.argv = procfs::argv(pid);
  leftover.age = procfs::age(stat);
  if (process.send(0) == EPERM) leftover.untouchable_owner = procfs::owner(pid);
  const auto held = procfs::pipes(pid);
  for (const auto& pipe : pipes) {
    const auto same = [&](const RelayedPipe& one) {
      return one.inode == pipe.inode && one.pts == pipe.pts;
    };
    if (std::any_of(held.begin(), held.end(), same)) {
      leftover.holds.push_back(pipe.fd);
    }
  }
  return leftover;
}

}  // namespace cpr
