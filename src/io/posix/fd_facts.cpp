#include "io/fd_facts.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cpr {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

std::optional<FdMode> fd_mode(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0) return std::nullopt;
  switch (flags & O_ACCMODE) {
    case O_RDONLY: return FdMode::Read;
    case O_WRONLY: return FdMode::Write;
    default: return FdMode::Both;
  }
}

bool is_socket(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0;
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

bool is_same_place(int a, int b) {
  struct stat one {};
  struct stat other {};
  if (::fstat(a, &one) != 0 || ::fstat(b, &other) != 0) return false;
  return (one.st_dev == other.st_dev && one.st_ino == other.st_ino) ||
         (::isatty(a) != 0 && ::isatty(b) != 0);
}

std::optional<std::uint64_t> fd_limit() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? std::optional<std::uint64_t>(limit.rlim_cur)
                                                 : std::nullopt;
}

Fd open_for_reading(const std::string& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace cpr
