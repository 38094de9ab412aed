// The controlling terminal: restores its settings after a program that changed them was killed.
#pragma once

#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>

#include <cstdint>
#include <optional>

#include "loop/fd.hpp"

namespace cpr {

/// Whether cpr's process group is the foreground process group.
bool in_foreground();

/// Whether cpr has a controlling terminal, and so perhaps a shell that continues stopped jobs.
bool has_terminal();

/// False only if the kernel reports that cpr has no controlling terminal.
bool may_have_terminal();

/// Whether the fd is a terminal that cpr may use now: cpr is in its foreground, or it is not cpr's
/// controlling terminal.
bool is_own_terminal(int fd);

/// The size of cpr's terminal: of fds 0 to 2 or the controlling terminal, the first that has one.
std::optional<winsize> own_terminal_size();

/// A terminal of cpr that passes on every key as it is typed, while a pseudo-terminal handles them.
/// One at a time, since restore_raw_terminal() knows no more.
class RawTerminal {
 public:
  /// What it does to output remains, so that other programs can write to it; or does not.
  enum class Output : std::uint8_t { Processed, Exact };

  /// \param fd belongs to the caller
  RawTerminal(int fd, Output output) : fd_(fd), output_(output) {}
  ~RawTerminal() { restore(); }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  /// Does nothing while cpr is in the background.
  void enter();

  /// Restores the settings, unless another process group has the terminal now.
  void restore();

 private:
  int fd_;
  Output output_;
  bool is_raw_ = false;
};

/// Async-signal-safe: for a process that cannot go on.
void restore_raw_terminal();

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
