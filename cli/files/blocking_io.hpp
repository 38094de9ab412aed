// Reads and writes whole files and streams, with deadlines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "io/shared_fd.hpp"
#include "loop/fd.hpp"

namespace cpr::cli {

/// Appends everything up to end of file.
/// \returns 0 or errno; ETIMEDOUT when `deadline` passed before that
int read_all(int fd, std::string& text, TimePoint deadline = TimePoint::max());

/// The same for a file. `deadline` also bounds the wait for the writer of a FIFO.
int read_file(const std::string& path, std::string& text, TimePoint deadline = TimePoint::max());

/// The directory as getcwd(2) would return it in there; `directory` itself when that fails.
/// \param directory none: the working directory of cpr
std::optional<std::string> absolute_directory(const std::optional<std::string>& directory);

/// Writes text in pieces, until an error. Without a time limit it waits for the reader forever.
class TimedWriter {
 public:
  explicit TimedWriter(int fd, std::optional<Duration> time_limit = std::nullopt);

  /// Writes all of the text; does nothing after an error.
  void write(std::string_view text);

  /// 0 or errno; ETIMEDOUT when the time limit expired.
  [[nodiscard]] int error() const { return error_; }

 private:
  ssize_t write_some(std::string_view text);

  int fd_;
  std::optional<SharedSink> sink_;  ///< with a time limit: writes never block
  TimePoint deadline_;
  int error_ = 0;
};

/// Writes all of the text.
/// \returns 0 or errno; ETIMEDOUT when `time_limit` expired
int write_all(int fd, std::string_view text, std::optional<Duration> time_limit = std::nullopt);

/// strerror(3), except for ETIMEDOUT (the reader stalled) and ENXIO (a FIFO has no reader).
std::string describe_write_error(int error);

}  // namespace cpr::cli
