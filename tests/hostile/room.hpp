// Where one run of a case happens: a directory and, where that can be had, a cgroup of its own. By
// these two, whoever has been left behind is found, wherever he went.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace battery {

class Room {
 public:
  /// \param path the directory to make; \param name one that no other room of this machine has
  Room(std::string path, const std::string& name);
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

  /// For a process just forked: goes in. Only system calls. \returns false with errno set
  [[nodiscard]] bool enter() const;

  /// Those who are in the room, or came to this process as orphans, and are alive.
  [[nodiscard]] std::vector<pid_t> inhabitants() const;

  /// Ends them all. \returns false when somebody does not die within five seconds
  bool clear() const;

  /// Cgroups that a cpr has made and left.
  [[nodiscard]] std::vector<std::string> left_cgroups() const;

 private:
  std::string path_;
  std::string cgroup_;  ///< its directory; empty: there is none
};

/// The command line of a process, for people.
std::string describe(pid_t pid);

}  // namespace battery
