#include "ipc/connect.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "core/retried.hpp"
#include "ipc/posix/address.hpp"

namespace cpr {

Connect::Connect(const HandleSpec& server) {
  const Address address = address_of(server);
  fd_ = Fd(::socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd_) return;
  // An interrupted connect(2) goes on by itself, like one that is in progress.
  if (::connect(fd_.get(), address.get(), address.size) == 0) {
    accepted();
  } else if (errno == EINPROGRESS || errno == EINTR) {
    state_ = State::Pending;
  }
}

Connect::State Connect::state() {
  if (state_ != State::Pending) return state_;
  pollfd done{.fd = fd_.get(), .events = POLLOUT, .revents = 0};
  if (retried([&] { return ::poll(&done, 1, 0); }) <= 0) return state_;
  int error = 0;
  socklen_t size = sizeof error;
  const bool known = ::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0;
  state_ = State::Refused;
  if (known && error == 0) accepted();
  return state_;
}

void Connect::accepted() {
  state_ = is_self_connection(fd_.get()) ? State::Refused : State::Accepted;
  if (state_ == State::Accepted) return;
  // No TIME_WAIT, which would keep the server from its port.
  const linger reset{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

bool is_self_connection(int fd) {
  Address own;
  Address peer;
  own.size = peer.size = sizeof own.storage;
  const auto raw = [](Address& address) { return reinterpret_cast<sockaddr*>(&address.storage); };
  return ::getsockname(fd, raw(own), &own.size) == 0 && own.get()->sa_family != AF_UNIX &&
         ::getpeername(fd, raw(peer), &peer.size) == 0 && own.size == peer.size &&
         std::memcmp(&own.storage, &peer.storage, own.size) == 0;
}

bool accepts_connections(const HandleSpec& server, TimePoint deadline) {
  using namespace std::chrono;
  Connect attempt(server);
  while (attempt.state() == Connect::State::Pending) {
    const auto left = duration_cast<milliseconds>(deadline - Clock::now()) + milliseconds(1);
    if (left <= milliseconds(0)) return false;
    pollfd done{.fd = attempt.fd(), .events = POLLOUT, .revents = 0};
    ::poll(&done, 1, static_cast<int>(std::min(left, milliseconds(1000)).count()));
  }
  return attempt.state() == Connect::State::Accepted;
}

}  // namespace cpr
