#include "files/blocking_io.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include "io/fd_facts.hpp"
#include "process/real_path.hpp"

namespace cpr::cli {
namespace {

/// How soon a writer with a time limit looks whether that has expired.
constexpr Duration look_again = std::chrono::milliseconds(50);

}  // namespace

int read_all(int fd, std::string& text, TimePoint deadline) {
  std::array<char, 65536> buffer;
  SharedSource source(fd);
  while (true) {
    const ssize_t n = source.read(buffer);
    if (n == 0) return 0;
    if (n < 0 && errno != EAGAIN) return errno;
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    if (Clock::now() >= deadline) return ETIMEDOUT;
    if (n < 0) await_readable(fd, deadline);
  }
}

int read_file(const std::string& path, std::string& text, TimePoint deadline) {
  // For a FIFO without a writer, poll(2) reports nothing until one has opened it.
  const Fd fd = open_for_reading(path);
  return fd ? read_all(fd.get(), text, deadline) : errno;
}

std::optional<std::string> absolute_directory(const std::optional<std::string>& directory) {
  const auto path = real_path(directory.value_or("."));
  return path ? path : directory;
}

TimedWriter::TimedWriter(int fd, std::optional<Duration> time_limit)
    : fd_(fd),
      deadline_(time_limit ? saturating_add(Clock::now(), *time_limit) : TimePoint::max()) {
  if (time_limit) sink_.emplace(fd);
}

ssize_t TimedWriter::write_some(std::string_view text) {
  return sink_ ? sink_->write(text) : write_and_wait(fd_, text);
}

void TimedWriter::write(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    const ssize_t n = write_some(text);
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      if (sink_ && Clock::now() >= deadline_) {
        error_ = ETIMEDOUT;
        return;
      }
      await_writable(fd_, sink_ ? Clock::now() + look_again : TimePoint::max());
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

int write_all(int fd, std::string_view text, std::optional<Duration> time_limit) {
  TimedWriter writer(fd, time_limit);
  writer.write(text);
  return writer.error();
}

std::string describe_write_error(int error) {
  if (error == ETIMEDOUT) return "the reader stalled";
  if (error == ENXIO) return "it has no reader";
  return std::strerror(error);
}

}  // namespace cpr::cli
