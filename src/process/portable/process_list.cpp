#include "process/process_list.hpp"

#include <algorithm>

namespace cpr {

ProcessList::ProcessList(Tree& tree) : tree_(tree) {
  pids_.reserve(most);
}

/// The tree lists what it knows in one call, so that nothing need be remembered.
std::span<const pid_t> ProcessList::update() {
  list();
  return pids_;
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
