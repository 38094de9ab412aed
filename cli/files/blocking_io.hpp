// Whole files and checked writing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "io/shared_fd.hpp"
#include "loop/fd.hpp"

namespace cpr::cli {

/// Appends all that a descriptor gives until `deadline`.
/// \returns 0 or errno: ETIMEDOUT when the deadline has passed
int read_all(int fd, std::string& text, TimePoint deadline = TimePoint::max());

/// The same for a file. It may be a FIFO: the wait for a writer is bounded as well.
int read_file(const std::string& path, std::string& text, TimePoint deadline = TimePoint::max());

/// A directory as getcwd(2) in it would say it; `directory` itself when there is none, and none for
/// cpr's own when that has been removed.
std::optional<std::string> absolute_directory(const std::optional<std::string>& directory);

/// Whether somebody else is at the other end of a descriptor.
bool is_pipe_or_terminal(int fd);

/// Whether a descriptor is a pipe or socket whose other end is closed.
bool reader_is_gone(int fd);

/// Writes text that comes in pieces, until one cannot be written: however long that takes, or until
/// `time_limit` is over (then ETIMEDOUT).
class TimedWriter {
 public:
  explicit TimedWriter(int fd, std::optional<Duration> time_limit = std::nullopt);

  /// All of it; nothing more after an error.
  void write(std::string_view text);

  /// 0 or errno.
  [[nodiscard]] int error() const { return error_; }

 private:
  ssize_t write_some(std::string_view text);

  int fd_;
  std::optional<SharedSink> sink_;  ///< with a deadline: no write may block
  TimePoint deadline_;
  int error_ = 0;
};

/// Writes all of it, however long that takes, or until `time_limit` is over (then ETIMEDOUT).
/// \returns 0 or errno
int write_all(int fd, std::string_view text, std::optional<Duration> time_limit = std::nullopt);

/// Why writing has failed, in words: those of strerror(3), or what cpr's own time_limit means.
std::string describe_write_error(int error);

}  // namespace cpr::cli
