#include "io/pipe_io.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <climits>

#include "core/retried.hpp"
#include "io/turn.hpp"

namespace cpr {

// A read of one block has room for the longest packet.
static_assert(block_size >= PIPE_BUF);

ssize_t read_some(int fd, std::span<char> room) {
  return retried([&] { return ::read(fd, room.data(), room.size()); });
}

ssize_t write_some(int fd, std::span<const char> bytes) {
  return retried([&] { return ::write(fd, bytes.data(), bytes.size()); });
}

std::size_t unread_bytes(int fd) {
  int bytes = 0;
  return ::ioctl(fd, FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

/// POSIX does not know the size of a pipe.
void enlarge(int /*fd*/) {}

}  // namespace cpr
