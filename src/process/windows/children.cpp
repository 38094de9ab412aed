#include "process/windows/children.hpp"

#include <windows.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "core/throw_errno.hpp"
#include "process/windows/signal_source.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr::windows {
namespace {

/// STATUS_CONTROL_C_EXIT: the default action of Ctrl-C and Ctrl-Break.
constexpr DWORD ended_by_console = 0xC000013A;

void CALLBACK on_exit(void* /*context*/, BOOLEAN /*timed_out*/) {
  post_signal(SIGCHLD);
}

}  // namespace

ChildProcess::ChildProcess(OwnedHandle process, pid_t pid, bool leads_group)
    : process_(std::move(process)), pid_(pid), leads_group_(leads_group) {
  constexpr ULONG once = WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE;
  if (!::RegisterWaitForSingleObject(&wait_, handle(), on_exit, nullptr, INFINITE, once)) {
    const int error = last_errno();
    ::TerminateProcess(handle(), killed_code);
    throw_errno("RegisterWaitForSingleObject", error);
  }
}

ChildProcess::~ChildProcess() {
  // Waits for a callback that is running, which needs nothing of this.
  if (wait_ != nullptr) ::UnregisterWaitEx(wait_, INVALID_HANDLE_VALUE);
}

bool ChildProcess::has_exited() const {
  return ::WaitForSingleObject(handle(), 0) == WAIT_OBJECT_0;
}

bool ChildProcess::send_break(int meant) {
  if (!leads_group_) return false;
  if (!::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, static_cast<DWORD>(pid_))) return false;
  break_for_ = meant;
  return true;
}

bool ChildProcess::kill(int meant) {
  if (has_exited() || !::TerminateProcess(handle(), killed_code)) return false;
  killed_by_ = meant;
  return true;
}

ExitStatus ChildProcess::exit_status() const {
  DWORD code = 0;
  ::GetExitCodeProcess(handle(), &code);
  if (killed_by_ != 0 && code == killed_code) {
    return {.kind = ExitStatus::Kind::Signal, .value = killed_by_};
  }
  if (break_for_ != 0 && code == ended_by_console) {
    return {.kind = ExitStatus::Kind::Signal, .value = break_for_};
  }
  return {.kind = ExitStatus::Kind::Code, .value = static_cast<int>(code)};
}

std::vector<std::shared_ptr<ChildProcess>>& children() {
  static std::vector<std::shared_ptr<ChildProcess>> all;
  return all;
}

std::shared_ptr<ChildProcess> find_child(pid_t pid) {
  const auto& all = children();
  const auto found =
      std::find_if(all.begin(), all.end(), [=](const auto& child) { return child->pid() == pid; });
  return found != all.end() ? *found : nullptr;
}

}  // namespace cpr::windows
