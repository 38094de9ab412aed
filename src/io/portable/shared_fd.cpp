#include "io/shared_fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>

#include "core/retried.hpp"
#include "process/portable/signal_source.hpp"

namespace cpr {
namespace {

// A pipe that poll(2) reports as writable takes this much without blocking.
constexpr std::size_t safe_pipe_write = PIPE_BUF;
// A terminal that poll(2) reports as writable has room for an unknown number of characters.
constexpr std::size_t safe_terminal_write = 128;

/// /dev/null is a file, since it never blocks.
FileKind kind_of(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return FileKind::Other;
  if (S_ISFIFO(info.st_mode)) return FileKind::Pipe;
  if (S_ISREG(info.st_mode)) return FileKind::File;
  if (S_ISSOCK(info.st_mode)) return FileKind::Socket;
  if (!S_ISCHR(info.st_mode)) return FileKind::Other;
  if (::isatty(fd) != 0) return FileKind::Terminal;
  struct stat null {};
  const bool is_null = ::stat("/dev/null", &null) == 0 && null.st_rdev == info.st_rdev;
  return is_null ? FileKind::File : FileKind::Other;
}

/// poll(2) does not report a descriptor as ready for what it was not opened for.
ssize_t not_ready(int fd, int access) {
  const int mode = ::fcntl(fd, F_GETFL) & O_ACCMODE;
  errno = mode == access || mode == O_RDWR ? EAGAIN : EBADF;
  return -1;
}

/// splice(2) is a call of Linux.
ssize_t not_there() {
  errno = EINVAL;
  return -1;
}

/// poll(2) with a deadline.
void await(int fd, short events, TimePoint deadline) {
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

std::size_t safe_write(FileKind kind) {
  return kind == FileKind::Terminal ? safe_terminal_write : safe_pipe_write;
}

}  // namespace

bool ready(int fd, short events) {
  pollfd entry{.fd = fd, .events = events, .revents = 0};
  return retried([&] { return ::poll(&entry, 1, 0); }) > 0;
}

bool ready_to_read(int fd) {
  return ready(fd, POLLIN);
}

ssize_t write_and_wait(int fd, std::span<const char> bytes) {
  return ::write(fd, bytes.data(), bytes.size());
}

void await_readable(int fd, TimePoint deadline) {
  await(fd, POLLIN, deadline);
}

void await_writable(int fd, TimePoint deadline) {
  await(fd, POLLOUT, deadline);
}

bool is_hang_up(int fd, int error) {
  // isatty(3) is false for a terminal that was hung up.
  struct stat info {};
  return error == EIO && ::fstat(fd, &info) == 0 && S_ISCHR(info.st_mode);
}

SharedSink::SharedSink(int fd) : SharedSinkState{.fd_ = fd, .kind_ = kind_of(fd)} {}

ssize_t SharedSink::write(std::span<const char> bytes) {
  if (kind_ == FileKind::Socket) {
    return retried(
        [&] { return ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL); });
  }
  std::size_t size = bytes.size();
  if (kind_ != FileKind::File) {
    if (!ready(fd_, POLLOUT)) return not_ready(fd_, O_WRONLY);
    size = std::min(size, safe_write(kind_));
  }
  return retried([&] { return ::write(fd_, bytes.data(), size); });
}

ssize_t SharedSink::splice_from(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

ssize_t SharedSink::tee_from(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

bool SharedSink::takes_splice() const {
  return false;
}

SharedSource::SharedSource(int fd) : SharedSourceState{.fd_ = fd, .kind_ = kind_of(fd)} {}

ssize_t SharedSourceState::read_terminal(std::span<char> room) {
  const auto read_once = [&] {
    return retried([&] { return ::read(fd_, room.data(), room.size()); });
  };
  const ssize_t n = read_once();
  if (n >= 0 || errno != EIO || ::tcgetpgrp(fd_) == ::getpgrp()) return n;
  // EIO means that cpr is in the background and SIGTTIN is blocked. With its default action it
  // stops the job, and the read continues once the job is in the foreground.
  const TimePoint before = Clock::now();
  ssize_t again = -1;
  int error = 0;
  {
    const SignalActs acts(SIGTTIN);
    again = read_once();
    error = errno;
  }
  stopped_ += Clock::now() - before;
  errno = error;
  return again;
}

ssize_t SharedSource::read(std::span<char> room) {
  if (kind_ == FileKind::Socket) {
    return retried([&] { return ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT); });
  }
  if (kind_ != FileKind::File && !ready(fd_, POLLIN)) return not_ready(fd_, O_RDONLY);
  if (kind_ == FileKind::Terminal) return read_terminal(room);
  return retried([&] { return ::read(fd_, room.data(), room.size()); });
}

ssize_t SharedSource::splice_into(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

bool SharedSource::gives_splice() const {
  return false;
}

}  // namespace cpr
