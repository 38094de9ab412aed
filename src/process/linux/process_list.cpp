#include "process/process_list.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "process/linux/procfs.hpp"

namespace cpr {

ProcessList::ProcessList(Tree& tree) : tree_(tree) {
  pids_.reserve(most);
}

std::span<const pid_t> ProcessList::update() {
  // A process that is being created has its number before it can be seen.
  constexpr int most_additions = 10;
  constexpr std::size_t few = 64;
  const pid_t last_pid = procfs::last_pid();
  const pid_t known = std::exchange(last_pid_, last_pid);
  const bool is_known = known != 0 && last_pid >= known && ++additions_ < most_additions;
  if (!is_known || static_cast<std::size_t>(last_pid - known) > std::max(few, pids_.size() / 2)) {
    additions_ = 0;
    list();
  } else {
    for (pid_t pid = known + 1; pid <= last_pid; ++pid) add_new(pid);
  }
  return pids_;
}

/// Adds a number if it is a process below cpr. It may be smaller than others in the list, which are
/// from before the numbers have wrapped around.
void ProcessList::add_new(pid_t pid) {
  const auto stat = procfs::stat(pid);
  if (!stat) return;
  const bool is_below =
      stat->parent == ::getpid() || std::binary_search(pids_.begin(), pids_.end(), stat->parent);
  // Threads have numbers as well.
  if (!is_below || !procfs::is_process(pid) || pids_.size() == most) return;
  const auto place = std::lower_bound(pids_.begin(), pids_.end(), pid);
  if (place == pids_.end() || *place != pid) pids_.insert(place, pid);
}

void ProcessList::list() {
  pids_.clear();
  const auto add = [](pid_t pid, void* context) {
    auto& pids = *static_cast<std::vector<pid_t>*>(context);
    pids.push_back(pid);
    return pids.size() < most;
  };
  tree_.list(add, &pids_);
  std::sort(pids_.begin(), pids_.end());
}

}  // namespace cpr
