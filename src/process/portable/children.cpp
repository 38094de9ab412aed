#include "process/portable/children.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>

namespace cpr {
namespace {

/// Positive: a child; negative: one that leads a process group; 0: free.
std::array<std::atomic<pid_t>, 512> children{};
static_assert(std::atomic<pid_t>::is_always_lock_free);

}  // namespace

void remember_child(pid_t pid, bool leads_group) {
  for (auto& child : children) {
    if (child != 0) continue;
    child = leads_group ? -pid : pid;
    return;
  }
}

void forget_child(pid_t pid) {
  for (auto& child : children) {
    if (std::abs(child.load()) == pid) child = 0;
  }
}

void kill_children(bool groups) {
  for (const auto& child : children) {
    const pid_t number = child;
    if (number == 0) continue;
    if (!groups || ::kill(number, SIGKILL) != 0) ::kill(std::abs(number), SIGKILL);
  }
}

}  // namespace cpr
