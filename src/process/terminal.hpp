// The controlling terminal, to be left as it was found when a program that had changed it is ended.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// Whether cpr's process group is the one in the foreground of its terminal.
bool in_foreground();

/// Whether cpr has a controlling terminal, and so perhaps a shell that continues what has stopped.
bool has_terminal();

/// Whether a process in cpr's session could have a controlling terminal: false only if the kernel
/// says that there is none.
bool may_have_terminal();

/// Remembers settings and foreground group. Only a terminal that cpr has in the foreground: what
/// somebody else has there is his to restore.
class Terminal {
 public:
  Terminal();

  /// Puts both back. Not when somebody else has the terminal by now, as a shell does whose job was
  /// stopped: then the settings are his.
  void restore() const;

 private:
  Fd fd_;  ///< none: there is nothing to be restored
  std::optional<termios> settings_;
  pid_t group_ = -1;
};

}  // namespace cpr
