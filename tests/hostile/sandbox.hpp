// Where one run of a case happens: a new directory and, where available, a new cgroup. Leftover
// processes are found by these two.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace battery {

class Sandbox {
 public:
  /// \param path the directory to create
  /// \param name of the cgroup, unique on this machine
  Sandbox(std::string path, const std::string& name);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// Moves the calling process into the sandbox. Async-signal-safe. \returns false with errno set
  [[nodiscard]] bool enter() const;

  /// Living processes in the sandbox, and orphans that were reparented to this process.
  [[nodiscard]] std::vector<pid_t> processes() const;

  /// \returns false when a process could not be killed within five seconds
  bool kill_all() const;

  /// Cgroups that cpr has created and not removed.
  [[nodiscard]] std::vector<std::string> leftover_cgroups() const;

 private:
  std::string path_;
  std::string cgroup_;  ///< its directory, empty without one
};

/// Pid, command line and state of a process.
std::string describe(pid_t pid);

}  // namespace battery
