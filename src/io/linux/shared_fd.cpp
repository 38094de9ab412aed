#include "io/shared_fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>

#include "core/retried.hpp"

namespace cpr {
namespace {

// PIPE_BUF: a pipe that poll(2) reports as writable takes this much without blocking.
constexpr std::size_t safe_pipe_write = 4096;
// A terminal that poll(2) reports as writable has room for an unknown number of characters.
constexpr std::size_t safe_terminal_write = 128;

/// The file type; /dev/null counts as a regular file.
mode_t type_of(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return 0;
  // It never blocks and accepts splice(2), as regular files do.
  if (S_ISCHR(info.st_mode) && info.st_rdev == makedev(1, 3)) return S_IFREG;
  return info.st_mode & S_IFMT;
}

FileKind kind_of(int fd) {
  switch (type_of(fd)) {
    case S_IFIFO: return FileKind::Pipe;
    case S_IFREG: return FileKind::File;
    case S_IFSOCK: return FileKind::Socket;
    case S_IFCHR: return ::isatty(fd) != 0 ? FileKind::Terminal : FileKind::Other;
    default: return FileKind::Other;
  }
}

/// Whether a descriptor is open for `access`; opening the file again checks only its permissions.
bool is_open_for(int fd, int access) {
  const int mode = ::fcntl(fd, F_GETFL) & O_ACCMODE;
  return mode == access || mode == O_RDWR;
}

/// poll(2) does not report a descriptor as ready for what it was not opened for.
ssize_t not_ready(int fd, int access) {
  errno = is_open_for(fd, access) ? EAGAIN : EBADF;
  return -1;
}

/// Whether an error of splice(2) is permanent.
bool forbids_splice(int error) {
  return error == EINVAL || error == ENOSYS || error == EPERM;
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

int NonBlockingTwin::get(int fd, int access) {
  if (std::exchange(tried_, true) || !is_open_for(fd, access)) return fd_.get();
  std::array<char, 32> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", fd);
  fd_ = Fd(::open(path.data(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return fd_.get();
}

SharedSinkState::SharedSinkState(int fd) : fd_(fd), kind_(kind_of(fd)) {}

SharedSink::SharedSink(int fd) : SharedSinkState(fd) {}

/// Goes by way of a pipe of cpr's own, because splice(2) has a flag that makes one call
/// non-blocking. Bytes that are still in that pipe do not count as written: the caller passes them
/// again.
ssize_t SharedSinkState::write_by_splice(std::span<const char> bytes) {
  if (!passage_) passage_ = make_pipe();
  splices_ = passage_.has_value();
  if (!splices_) return -1;
  if (in_passage_ == 0) {
    const std::size_t size = std::min(bytes.size(), safe_pipe_write);
    const ssize_t n =
        retried([&] { return ::write(passage_->write_end.get(), bytes.data(), size); });
    if (n < 0) return n;
    in_passage_ = static_cast<std::size_t>(n);
  }
  const ssize_t n = move_from(passage_->read_end.get(), in_passage_);
  if (n > 0) in_passage_ -= static_cast<std::size_t>(n);
  if (n < 0 && forbids_splice(errno)) splices_ = false;
  return n;
}

ssize_t SharedSink::write(std::span<const char> bytes) {
  std::size_t size = bytes.size();
  switch (kind_) {
    case FileKind::File: break;
    case FileKind::Socket:
      return retried([&] { return ::send(fd_, bytes.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL); });
    case FileKind::Terminal:
    case FileKind::Pipe:
      if (const int twin = twin_.get(fd_, O_WRONLY); twin >= 0) {
        return retried([&] { return ::write(twin, bytes.data(), size); });
      }
      if (kind_ == FileKind::Pipe && splices_) {
        const ssize_t n = write_by_splice(bytes);
        if (splices_) return n;
      }
      if (!ready(fd_, POLLOUT)) return not_ready(fd_, O_WRONLY);
      size = std::min(size, kind_ == FileKind::Pipe ? safe_pipe_write : safe_terminal_write);
      break;
    case FileKind::Other:
      if (!ready(fd_, POLLOUT)) return not_ready(fd_, O_WRONLY);
      size = std::min(size, safe_pipe_write);
      break;
  }
  return retried([&] { return ::write(fd_, bytes.data(), size); });
}

bool SharedSink::takes_splice() const {
  return kind_ == FileKind::Pipe || kind_ == FileKind::File;
}

ssize_t SharedSinkState::move_from(int pipe, std::size_t most) const {
  return retried([&] {
    return ::splice(pipe, nullptr, fd_, nullptr, most, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  });
}

ssize_t SharedSink::splice_from(int pipe, std::size_t most) const {
  return move_from(pipe, most);
}

bool is_hang_up(int fd, int error) {
  // isatty(3) is false for a terminal that was hung up.
  return error == EIO && type_of(fd) == S_IFCHR;
}

SharedSourceState::SharedSourceState(int fd) : fd_(fd), kind_(kind_of(fd)) {}

SharedSource::SharedSource(int fd) : SharedSourceState(fd) {}

ssize_t SharedSourceState::read_terminal(std::span<char> room) {
  const int twin = twin_.get(fd_, O_RDONLY);
  if (twin < 0 && !ready(fd_, POLLIN)) return not_ready(fd_, O_RDONLY);
  const int fd = twin >= 0 ? twin : fd_;
  const auto read_once = [&] {
    return retried([&] { return ::read(fd, room.data(), room.size()); });
  };
  const ssize_t n = read_once();
  if (n >= 0 || errno != EIO || ::tcgetpgrp(fd_) == ::getpgrp()) return n;
  // EIO means that cpr is in the background and SIGTTIN is blocked. Unblocked, it stops the job,
  // and the read continues once the job is in the foreground.
  const TimePoint before = Clock::now();
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTIN);
  ::sigprocmask(SIG_UNBLOCK, &stop, nullptr);
  const ssize_t again = read_once();
  const int error = errno;
  ::sigprocmask(SIG_BLOCK, &stop, nullptr);
  stopped_ += Clock::now() - before;
  errno = error;
  return again;
}

ssize_t SharedSink::tee_from(int pipe, std::size_t most) const {
  return retried([&] { return ::tee(pipe, fd_, most, SPLICE_F_NONBLOCK); });
}

/// As SharedSinkState::write_by_splice.
ssize_t SharedSourceState::read_by_splice(std::span<char> room) {
  if (!passage_) passage_ = make_pipe();
  splices_ = passage_.has_value();
  if (!splices_) return -1;
  const ssize_t n = move_into(passage_->write_end.get(), room.size());
  if (n < 0 && forbids_splice(errno)) splices_ = false;
  // Packets stay packets on the way, and a read(2) takes one of them.
  for (ssize_t got = 0; got < n;) {
    const auto rest =
        room.subspan(static_cast<std::size_t>(got), static_cast<std::size_t>(n - got));
    const ssize_t one =
        retried([&] { return ::read(passage_->read_end.get(), rest.data(), rest.size()); });
    if (one <= 0) return -1;
    got += one;
  }
  return n;
}

ssize_t SharedSource::read(std::span<char> room) {
  switch (kind_) {
    case FileKind::Terminal: return read_terminal(room);
    case FileKind::Socket:
      return retried([&] { return ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT); });
    case FileKind::Pipe:
      // read(2) returns 0 for a FIFO that no writer has opened yet, as at its end; poll(2) on the
      // original descriptor tells them apart.
      if (!ready(fd_, POLLIN)) return not_ready(fd_, O_RDONLY);
      if (const int twin = twin_.get(fd_, O_RDONLY); twin >= 0) {
        return retried([&] { return ::read(twin, room.data(), room.size()); });
      }
      if (splices_) {
        const ssize_t n = read_by_splice(room);
        if (splices_) return n;
      }
      break;
    case FileKind::File:
    case FileKind::Other: break;
  }
  if (kind_ != FileKind::File && !ready(fd_, POLLIN)) return not_ready(fd_, O_RDONLY);
  return retried([&] { return ::read(fd_, room.data(), room.size()); });
}

bool SharedSource::gives_splice() const {
  return kind_ == FileKind::Pipe || kind_ == FileKind::File;
}

ssize_t SharedSourceState::move_into(int pipe, std::size_t most) const {
  return retried([&] {
    return ::splice(fd_, nullptr, pipe, nullptr, most, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  });
}

ssize_t SharedSource::splice_into(int pipe, std::size_t most) const {
  return move_into(pipe, most);
}

}  // namespace cpr
