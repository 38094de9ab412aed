// File descriptors that cpr shares with other processes: read and written without blocking, and
// without changing flags, which every holder of the open file would see.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/clock.hpp"
#include "loop/fd.hpp"

namespace cpr {

/// How a descriptor must be read or written in order not to block.
enum class FileKind : std::uint8_t { Pipe, File, Socket, Terminal, Other };

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

/// The destination of relayed output.
class SharedSink {
 public:
  explicit SharedSink(int fd);

  /// Writes what it can without blocking. After EAGAIN the next call, if any, must begin with the
  /// same bytes. \returns as write(2)
  [[nodiscard]] ssize_t write(std::span<const char> bytes);

  /// Moves up to `most` bytes from a pipe without copying. \returns as splice(2)
  [[nodiscard]] ssize_t splice_from(int pipe, std::size_t most) const;

  /// The same, and the bytes stay in the pipe. \returns as tee(2)
  [[nodiscard]] ssize_t tee_from(int pipe, std::size_t most) const;

  [[nodiscard]] FileKind kind() const { return kind_; }

  /// Whether splice_from() may work; it can still fail with EINVAL (O_APPEND).
  [[nodiscard]] bool takes_splice() const;

  /// The descriptor to watch.
  [[nodiscard]] int fd() const { return fd_; }

 private:
  ssize_t write_by_splice(std::span<const char> bytes);

  int fd_;
  FileKind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< a Pipe without a twin is written to by way of this pipe
  std::size_t in_passage_ = 0;   ///< bytes in passage_
  bool splices_ = true;
};

/// The source of relayed input.
class SharedSource {
 public:
  explicit SharedSource(int fd);

  /// Reads without blocking. Reading a terminal from the background stops the whole job, as it does
  /// without cpr. \returns as read(2)
  [[nodiscard]] ssize_t read(std::span<char> room);

  /// \returns for how long read() was stopped since the last call
  Duration take_stopped() { return std::exchange(stopped_, Duration::zero()); }

  /// Moves up to `most` bytes into a pipe without copying. \returns as splice(2)
  [[nodiscard]] ssize_t splice_into(int pipe, std::size_t most) const;

  [[nodiscard]] bool gives_splice() const;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  ssize_t read_terminal(std::span<char> room);
  ssize_t read_by_splice(std::span<char> room);

  int fd_;
  FileKind kind_;
  NonBlockingTwin twin_;         ///< Pipe and Terminal
  std::optional<Pipe> passage_;  ///< a Pipe without a twin is read by way of this pipe
  bool splices_ = true;
  Duration stopped_{};
};

/// Whether a descriptor has one of the events of poll(2) now.
bool ready(int fd, short events);

/// Whether a read would not wait: there are bytes, or the end.
bool ready_to_read(int fd);

/// Waits, for a caller without a loop. May return early.
void await_readable(int fd, TimePoint deadline);
void await_writable(int fd, TimePoint deadline);

/// Whether a read that failed with `error` means that the terminal was hung up.
bool is_hang_up(int fd, int error);

}  // namespace cpr
