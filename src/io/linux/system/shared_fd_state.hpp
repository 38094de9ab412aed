// How a shared descriptor is used without blocking.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <span>

#include "core/clock.hpp"
#include "io/file_kind.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// A second open file description of a shared pipe or terminal, with O_NONBLOCK for cpr alone. A
/// poll(2) before a blocking call is not enough: another process may fill the pipe, or take the
/// bytes, in between.
class NonBlockingTwin {
 public:
  /// Opens it in the first call.
  /// \returns -1 when that fails: no /proc, a pipe of another user, a descriptor that is not open
  ///          for `access`
  int get(int fd, int access);

 private:
  Fd fd_;
  bool tried_ = false;
};

struct SharedSinkState {
  explicit SharedSinkState(int fd);
  ssize_t write_by_splice(std::span<const char> bytes);
  [[nodiscard]] ssize_t move_from(int pipe, std::size_t most) const;

  int fd_;
  FileKind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< a Pipe without a twin is written to by way of this pipe
  std::size_t in_passage_ = 0;   ///< bytes in passage_
  bool splices_ = true;
};

struct SharedSourceState {
  explicit SharedSourceState(int fd);
  ssize_t read_terminal(std::span<char> room);
  ssize_t read_by_splice(std::span<char> room);
  [[nodiscard]] ssize_t move_into(int pipe, std::size_t most) const;

  int fd_;
  FileKind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< a Pipe without a twin is read by way of this pipe
  bool splices_ = true;
  Duration stopped_{};
};

/// Whether a descriptor has one of the events of poll(2) now.
bool ready(int fd, short events);

}  // namespace cpr
