#include "process/process_list.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "process/linux/proc_dir.hpp"
#include "process/linux/procfs.hpp"

namespace cpr {
namespace {

bool has_one_thread(pid_t pid) {
  struct stat info {};
  // The directory has a link from each thread, and two of its own.
  return ::stat(ProcPath("/proc/%d/task", pid).c_str(), &info) == 0 && info.st_nlink == 3;
}

}  // namespace

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
  if (!add_children_of(::getpid())) {
    // The kernel keeps no lists of children.
    const auto add_listed = [](pid_t pid, void* list) {
      static_cast<ProcessList*>(list)->add(pid);
      return true;
    };
    tree_.list(add_listed, this);
    std::sort(pids_.begin(), pids_.end());
    return;
  }
  for (std::size_t i = 0; i < pids_.size(); ++i) add_children_of(pids_[i]);
  // Without a subreaper an orphan is in no list that was read.
  if (const Cgroup* cgroup = tree_.cgroup()) {
    const auto add_member = [](pid_t pid, void* list) {
      static_cast<ProcessList*>(list)->add(pid);
    };
    cgroup->members(add_member, this);
  }
  // A process that loses its parent meanwhile may be in two lists.
  std::sort(pids_.begin(), pids_.end());
  pids_.erase(std::unique(pids_.begin(), pids_.end()), pids_.end());
}

void ProcessList::add(pid_t pid) {
  if (pids_.size() < most && !tree_.is_aside(pid)) pids_.push_back(pid);
}

/// \returns false if the kernel does not list them
bool ProcessList::add_children_of(pid_t parent) {
  const auto add_child = [](pid_t pid, void* list) { static_cast<ProcessList*>(list)->add(pid); };
  if (!has_one_thread(parent)) return procfs::children(parent, add_child, this);
  const Fd children(
      ::open(ProcPath("/proc/%d/task/%d/children", parent, parent).c_str(), O_RDONLY | O_CLOEXEC));
  if (!children) return procfs::children(parent, add_child, this);
  procfs::numbers(children, add_child, this);
  return true;
}

}  // namespace cpr
