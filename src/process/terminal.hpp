// The controlling terminal: restores its settings after a program that changed them was killed.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
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

/// \returns none if the fd is not a terminal, or one of unknown width
std::optional<std::size_t> terminal_columns(int fd);

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

/// As the system has them.
struct TerminalSettings;

/// Saves the settings of the terminal, if cpr is in its foreground.
class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Restores the settings and the foreground process group. Does nothing if another process group
  /// has taken the terminal, as a shell does when its job has stopped.
  void restore() const;

 private:
  Fd fd_;  ///< none: there is nothing to restore
  std::unique_ptr<const TerminalSettings> settings_;
  pid_t group_ = -1;
};

}  // namespace cpr
