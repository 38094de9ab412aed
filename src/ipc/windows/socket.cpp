// cpr has no message channel on Windows: the options that ask for one are refused.
#include "ipc/socket.hpp"

#include <cerrno>

namespace cpr {
namespace {

ssize_t not_there() {
  errno = ENOTSUP;
  return -1;
}

}  // namespace

ssize_t Socket::receive(std::span<char> /*room*/, bool& with_descriptor) {
  with_descriptor = false;
  return not_there();
}

ssize_t Socket::send(std::string_view /*bytes*/, int /*passed*/) {
  return not_there();
}

std::size_t Socket::unread() const {
  return 0;
}

bool Socket::unread_by_peer() const {
  return false;
}

void Socket::shut_down_sending() {}

}  // namespace cpr
