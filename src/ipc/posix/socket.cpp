#include "ipc/socket.hpp"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/retried.hpp"

namespace cpr {
namespace {

// SCM_MAX_FD: the most descriptors that the kernel passes with one message.
constexpr std::size_t most_descriptors = 253;

/// \returns whether there was one
bool close_descriptors(msghdr& message) {
  bool any = false;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      ::close(fd);
      any = true;
    }
  }
  return any;
}

}  // namespace

ssize_t Socket::receive(std::span<char> room, bool& with_descriptor) {
  iovec part{.iov_base = room.data(), .iov_len = room.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(most_descriptors * sizeof(int))> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t n =
      retried([&] { return ::recvmsg(fd_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT); });
  with_descriptor = n > 0 && close_descriptors(message);
  return n;
}

ssize_t Socket::send(std::string_view bytes, int passed) {
  iovec part{.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (passed >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &passed, sizeof passed);
  }
  const ssize_t n =
      retried([&] { return ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT); });
  // ETOOMANYREFS: too many descriptors are in flight; it passes when others are received.
  if (n < 0 && (errno == ENOBUFS || errno == ENOMEM || errno == ETOOMANYREFS)) errno = EAGAIN;
  return n;
}

std::size_t Socket::unread() const {
  int bytes = 0;
  return ::ioctl(fd_.get(), FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

bool Socket::unread_by_peer() const {
  int bytes = 0;
  return ::ioctl(fd_.get(), TIOCOUTQ, &bytes) == 0 && bytes > 0;
}

void Socket::shut_down_sending() {
  ::shutdown(fd_.get(), SHUT_WR);
}

}  // namespace cpr
