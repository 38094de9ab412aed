#include "system/tree_state.hpp"

#include <windows.h>

#include <array>

namespace cpr {

int TreeState::count_in_console() {
  std::array<DWORD, 1024> attached{};
  const DWORD all = ::GetConsoleProcessList(attached.data(), static_cast<DWORD>(attached.size()));
  const auto known = std::min<std::size_t>(all, attached.size());
  const auto members = job_->members();
  return static_cast<int>(std::count_if(attached.begin(), attached.begin() + known, [&](DWORD pid) {
    return std::find(members.begin(), members.end(), pid) != members.end();
  }));
}

Recipients TreeState::terminate(int meant) {
  Recipients reached{.pids = job_->count()};
  each_unreaped([&](windows::ChildProcess& child) {
    if (child.has_exited()) return;
    child.record_kill(meant);
    reached.child = true;
  });
  return job_->kill() ? reached : Recipients{};
}

}  // namespace cpr
