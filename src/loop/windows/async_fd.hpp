// Reads and writes of file descriptors that do not block the loop, on a system that knows no
// readiness: one operation at a time for each descriptor, in its own thread.
//
// An end of a pipe that cpr has made is opened for overlapped operations, which can be cancelled.
// One that cpr was given may be anything: an operation on it ends when it ends, when the system can
// cancel it, or with cpr.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "core/clock.hpp"
#include "loop/windows/blocking_handle.hpp"

namespace cpr {

class AsyncFd {
 public:
  enum class Opened { ForOverlapped, Otherwise };

  /// The one of a descriptor: made when it is first asked for, and gone with forget().
  static AsyncFd& of(int fd);
  /// For a descriptor that is new.
  static void add(int fd, Opened opened);
  /// Before a descriptor is closed: cancels what is still running. Bytes that were not taken are
  /// lost.
  /// \returns whether it may be closed: not while an operation cannot be cancelled, which would
  ///          keep the close waiting
  [[nodiscard]] static bool forget(int fd);

  ~AsyncFd();
  AsyncFd(const AsyncFd&) = delete;
  AsyncFd& operator=(const AsyncFd&) = delete;

  /// As read(2): EAGAIN while a read is running.
  ssize_t read(std::span<char> room);

  /// As write(2): EAGAIN until the bytes, or some of them, are written; the next call begins with
  /// the same bytes, and returns how many of them were written by then. Several writers may take
  /// turns.
  ssize_t write(std::span<const char> bytes);

  /// Whether read() would return something else than EAGAIN; if not, a read is running.
  bool can_read();
  /// Whether no write is running.
  [[nodiscard]] bool can_write() const;

  /// Bytes that can be read at once.
  [[nodiscard]] std::size_t unread();

  [[nodiscard]] HandleType type() const;
  [[nodiscard]] const std::optional<FileIdentity>& identity() const;

  /// A regular file, or a device that never waits.
  [[nodiscard]] bool never_blocks() const;

  /// Waits until an operation is done, or the deadline.
  void await(TimePoint deadline) const;

 private:
  AsyncFd(int fd, Opened opened);
  struct Operation;
  bool stop();
  void start(bool writes, std::span<const char> bytes);
  ssize_t take(std::span<char> room);
  void settle();

  std::shared_ptr<Operation> operation_;
};

}  // namespace cpr
