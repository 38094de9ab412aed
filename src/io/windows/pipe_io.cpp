#include "io/pipe_io.hpp"

#include "loop/windows/async_fd.hpp"

namespace cpr {

ssize_t read_some(int fd, std::span<char> room) {
  return AsyncFd::of(fd).read(room);
}

ssize_t write_some(int fd, std::span<const char> bytes) {
  return AsyncFd::of(fd).write(bytes);
}

std::size_t unread_bytes(int fd) {
  return AsyncFd::of(fd).unread();
}

void enlarge(int /*fd*/) {}

}  // namespace cpr
