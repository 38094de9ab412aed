#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

#include "foreign.hpp"

namespace cpr {
namespace {

// A pipe that poll(2) calls writable takes at least this much without blocking.
constexpr std::size_t safe_pipe_write = 4096;
// A terminal that poll(2) calls writable has room for some characters, not for how many.
constexpr std::size_t safe_terminal_write = 128;

/// The kind of file, where /dev/null counts as a regular one.
mode_t type_of(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return 0;
  // It never blocks and takes a splice, as regular files do.
  if (S_ISCHR(info.st_mode) && info.st_rdev == ::makedev(1, 3)) return S_IFREG;
  return info.st_mode & S_IFMT;
}

ssize_t would_block() {
  errno = EAGAIN;
  return -1;
}

/// The same file behind a descriptor of its own, which never blocks; none where /proc is missing.
Fd opened_anew(int fd, int access) {
  std::array<char, 32> path{};
  std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", fd);
  return Fd(::open(path.data(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

template <typename Call>
ssize_t retried(Call call) {
  ssize_t n = 0;
  do {
    n = call();
  } while (n < 0 && errno == EINTR);
  return n;
}

}  // namespace

bool ready(int fd, short events) {
  pollfd entry{.fd = fd, .events = events, .revents = 0};
  return retried([&] { return ::poll(&entry, 1, 0); }) > 0;
}

ForeignSink::ForeignSink(int fd) : fd_(fd), kind_(Kind::Other) {
  switch (type_of(fd)) {
    case S_IFIFO: kind_ = Kind::Pipe; break;
    case S_IFREG: kind_ = Kind::File; break;
    case S_IFSOCK: kind_ = Kind::Socket; break;
    case S_IFCHR:
      if (::isatty(fd) != 0) {
        kind_ = Kind::Terminal;
        own_ = opened_anew(fd, O_WRONLY);
      }
      break;
    default: break;
  }
}

ssize_t ForeignSink::write(std::span<const char> bytes) const {
  std::size_t size = bytes.size();
  switch (kind_) {
    case Kind::File: break;
    case Kind::Socket:
      return retried([&] { return ::send(fd_, bytes.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL); });
    case Kind::Terminal:
      if (own_) return retried([&] { return ::write(own_.get(), bytes.data(), size); });
      if (!ready(fd_, POLLOUT)) return would_block();
      size = std::min(size, safe_terminal_write);
      break;
    case Kind::Pipe:
    case Kind::Other:
      if (!ready(fd_, POLLOUT)) return would_block();
      size = std::min(size, safe_pipe_write);
      break;
  }
  return retried([&] { return ::write(fd_, bytes.data(), size); });
}

bool ForeignSink::takes_splice() const {
  return kind_ == Kind::Pipe || kind_ == Kind::File;
}

ssize_t ForeignSink::splice_from(int pipe, std::size_t most) const {
  return retried([&] {
    return ::splice(pipe, nullptr, fd_, nullptr, most, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  });
}

bool is_hang_up(int fd, int error) {
  // isatty(3) says no once a terminal was hung up.
  return error == EIO && type_of(fd) == S_IFCHR;
}

ForeignSource::ForeignSource(int fd) : fd_(fd), kind_(Kind::Other) {
  switch (type_of(fd)) {
    case S_IFIFO: kind_ = Kind::Pipe; break;
    case S_IFREG: kind_ = Kind::File; break;
    case S_IFSOCK: kind_ = Kind::Socket; break;
    case S_IFCHR:
      if (::isatty(fd) != 0) {
        kind_ = Kind::Terminal;
        own_ = opened_anew(fd, O_RDONLY);
      }
      break;
    default: break;
  }
}

ssize_t ForeignSource::read_terminal(std::span<char> room) {
  const int fd = own_ ? own_.get() : fd_;
  const auto read_once = [&] {
    return retried([&] { return ::read(fd, room.data(), room.size()); });
  };
  const ssize_t n = read_once();
  if (n >= 0 || errno != EIO || ::tcgetpgrp(fd_) == ::getpgrp()) return n;
  // EIO is what the kernel says while the signal is blocked; let through, it stops the job, and the
  // read goes on when that has the terminal.
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

ssize_t ForeignSource::read(std::span<char> room) {
  if (kind_ == Kind::Terminal) {
    if (!own_ && !ready(fd_, POLLIN)) return would_block();
    return read_terminal(room);
  }
  if (kind_ == Kind::Socket) {
    return retried([&] { return ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT); });
  }
  if (kind_ != Kind::File && !ready(fd_, POLLIN)) return would_block();
  return retried([&] { return ::read(fd_, room.data(), room.size()); });
}

bool ForeignSource::gives_splice() const {
  return kind_ == Kind::Pipe || kind_ == Kind::File;
}

ssize_t ForeignSource::splice_into(int pipe, std::size_t most) const {
  return retried([&] {
    return ::splice(fd_, nullptr, pipe, nullptr, most, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  });
}

}  // namespace cpr
