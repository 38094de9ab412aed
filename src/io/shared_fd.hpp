// Descriptors that cpr shares with others: read and written without ever blocking, and without
// touching their flags, which belong to everybody who has the same open file.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// A second file description of a shared pipe or terminal, so that O_NONBLOCK is cpr's alone. A
/// poll(2) before a blocking call is not enough there: another process may take the room, or the
/// bytes, between the two.
class NonBlockingTwin {
 public:
  /// Opens it when asked for the first time.
  /// \returns -1 where that is not possible: no /proc, a pipe of another user, a descriptor that is
  ///          not open for `access`
  int get(int fd, int access);

 private:
  Fd fd_;
  bool tried_ = false;
};

/// Where relayed output goes.
class SharedSink {
 public:
  explicit SharedSink(int fd);

  /// Writes what can be written now. After EAGAIN the next call must begin with the same bytes, or
  /// be the last. \returns as write(2); EAGAIN when it would have to wait.
  [[nodiscard]] ssize_t write(std::span<const char> bytes);

  /// Moves up to `most` bytes from a pipe without copying. \returns as splice(2).
  [[nodiscard]] ssize_t splice_from(int pipe, std::size_t most) const;

  /// Whether splice_from is worth a try; it may still say EINVAL (O_APPEND).
  [[nodiscard]] bool takes_splice() const;

  /// The descriptor to be watched.
  [[nodiscard]] int fd() const { return fd_; }

 private:
  enum class Kind : std::uint8_t { Pipe, File, Socket, Terminal, Other };
  ssize_t write_by_splice(std::span<const char> bytes);

  int fd_;
  Kind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< Pipe without a twin: what is written goes through this one
  std::size_t in_passage_ = 0;   ///< bytes that have not gone on from there
  bool splices_ = true;
};

/// Where relayed input comes from.
class SharedSource {
 public:
  explicit SharedSource(int fd);

  /// Reads what is there. \returns as read(2); EAGAIN when it would have to wait. A terminal that
  /// cpr has in the background stops the whole job, as it does without cpr.
  [[nodiscard]] ssize_t read(std::span<char> room);

  /// How long read() has been stopped since this was asked last.
  Duration take_stopped() { return std::exchange(stopped_, Duration::zero()); }

  /// Moves up to `most` bytes into a pipe without copying. \returns as splice(2).
  [[nodiscard]] ssize_t splice_into(int pipe, std::size_t most) const;

  [[nodiscard]] bool gives_splice() const;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  enum class Kind : std::uint8_t { Pipe, File, Socket, Terminal, Other };
  ssize_t read_terminal(std::span<char> room);
  ssize_t read_by_splice(std::span<char> room);

  int fd_;
  Kind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< Pipe without a twin: what is read comes through this one
  bool splices_ = true;
  Duration stopped_{};
};

/// Whether a descriptor has one of the poll(2) events now.
bool ready(int fd, short events);

/// Whether a read that failed with `error` means the end of a terminal that was hung up.
bool is_hang_up(int fd, int error);

}  // namespace cpr
