// The children of cpr, each with a handle that keeps its pid from being reused.
#pragma once

#include <sys/types.h>

#include <memory>
#include <vector>

#include "core/result.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr::windows {

/// The exit code of processes that cpr kills: what a shell reports for SIGKILL.
inline constexpr unsigned killed_code = 128 + 9;

class ChildProcess {
 public:
  /// Its exit makes SIGCHLD pending.
  /// \param leads_group it leads a process group of cpr's console
  /// \throws std::system_error; the process is killed
  ChildProcess(OwnedHandle process, pid_t pid, bool leads_group);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] RawHandle handle() const { return process_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool has_exited() const;

  /// Ctrl-Break for its process group. \returns false if that has no member in cpr's console
  bool send_break(int meant);
  /// Ends it at once. \param meant what that stands for: SIGTERM or SIGKILL
  bool kill(int meant);
  /// Cpr has killed it together with others.
  void record_kill(int meant) { killed_by_ = meant; }

  /// A signal if cpr has killed it, or Ctrl-Break from cpr has: the code of the exit tells. Else
  /// the code, of which all 32 bits count. \pre has_exited()
  [[nodiscard]] ExitStatus exit_status() const;

 private:
  OwnedHandle process_;
  pid_t pid_;
  bool leads_group_;
  RawHandle wait_ = nullptr;
  int break_for_ = 0;  ///< the signal that the last Ctrl-Break stood for; 0: none was sent
  int killed_by_ = 0;  ///< likewise
};

/// Those that have not been reaped.
std::vector<std::shared_ptr<ChildProcess>>& children();

/// Null if it is not a child, or was reaped.
std::shared_ptr<ChildProcess> find_child(pid_t pid);

}  // namespace cpr::windows
