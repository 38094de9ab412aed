#include "files/blocking_io.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "io/fd_facts.hpp"

namespace cpr::cli {

namespace {

/// poll(2) with a deadline.
void wait_for(int fd, short events, TimePoint deadline) {
  using namespace std::chrono;
  int limit_ms = -1;
  if (deadline != TimePoint::max()) {
    const auto left =
        std::max<std::int64_t>(ceil<milliseconds>(deadline - Clock::now()).count(), 0);
    limit_ms = static_cast<int>(std::min<std::int64_t>(left, INT_MAX));
  }
  pollfd entry{.fd = fd, .events = events, .revents = 0};
  ::poll(&entry, 1, limit_ms);
}

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
    if (n < 0) wait_for(fd, POLLIN, deadline);
  }
}

int read_file(const std::string& path, std::string& text, TimePoint deadline) {
  // For a FIFO without a writer, poll(2) reports nothing until one has opened it.
  const Fd fd = open_for_reading(path);
  return fd ? read_all(fd.get(), text, deadline) : errno;
}

std::optional<std::string> absolute_directory(const std::optional<std::string>& directory) {
  const std::unique_ptr<char, decltype(&std::free)> path(
      ::realpath(directory ? directory->c_str() : ".", nullptr), &std::free);
  return path ? std::optional<std::string>(path.get()) : directory;
}

bool is_pipe_or_terminal(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return false;
  return S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode) || ::isatty(fd) != 0;
}

bool reader_is_gone(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !(S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode))) return false;
  pollfd poll{.fd = fd, .events = 0, .revents = 0};
  return ::poll(&poll, 1, 0) == 1 && (poll.revents & (POLLERR | POLLHUP)) != 0;
}

TimedWriter::TimedWriter(int fd, std::optional<Duration> time_limit)
    : fd_(fd),
      deadline_(time_limit ? saturating_add(Clock::now(), *time_limit) : TimePoint::max()) {
  if (time_limit) sink_.emplace(fd);
}

ssize_t TimedWriter::write_some(std::string_view text) {
  return sink_ ? sink_->write(text) : ::write(fd_, text.data(), text.size());
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
      pollfd entry{.fd = fd_, .events = POLLOUT, .revents = 0};
      ::poll(&entry, 1, sink_ ? 50 : -1);
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
