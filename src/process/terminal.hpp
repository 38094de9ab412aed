// The controlling terminal: restores its settings after a program that changed them was killed.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// Whether cpr's process group is the foreground process group.
bool in_foreground();

/// Whether cpr has a controlling terminal, and so perhaps a shell that continues stopped jobs.
bool has_terminal();

/// False only if the kernel reports that cpr has no controlling terminal.
bool may_have_terminal();

/// Saves the settings of the terminal, if cpr is in its foreground.
class Terminal {
 public:
  Terminal();

  /// Restores the settings and the foreground process group. Does nothing if another process group
  /// has taken the terminal, as a shell does when its job has stopped.
  void restore() const;

 private:
  Fd fd_;  ///< none: there is nothing to restore
  std::optional<termios> settings_;
  pid_t group_ = -1;
};

}  // namespace cpr
