// File descriptors that cpr shares with other processes: read and written without blocking, and
// without changing flags, which every holder of the open file would see.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <utility>

#include "core/clock.hpp"
#include "io/file_kind.hpp"
#include "system/shared_fd_state.hpp"

namespace cpr {

/// The destination of relayed output.
class SharedSink : private SharedSinkState {
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
};

/// The source of relayed input.
class SharedSource : private SharedSourceState {
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
};

/// As write(2), and waits where the descriptor is not ready.
ssize_t write_and_wait(int fd, std::span<const char> bytes);

/// Whether a read would not wait: there are bytes, or the end.
bool ready_to_read(int fd);

/// Waits, for a caller without a loop. May return early.
void await_readable(int fd, TimePoint deadline);
void await_writable(int fd, TimePoint deadline);

/// Whether a read that failed with `error` means that the terminal was hung up.
bool is_hang_up(int fd, int error);

}  // namespace cpr
