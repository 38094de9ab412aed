#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "ipc/handle.hpp"

#include "core/throw_errno.hpp"
#include "ipc/posix/address.hpp"

namespace cpr {
namespace {

using HandleKind = HandleSpec::Kind;

// Node's default.
constexpr int backlog = 511;

bool is_unix(HandleKind kind) {
  return kind == HandleKind::UnixServer || kind == HandleKind::UnixSocket;
}

bool is_udp(HandleKind kind) {
  return kind == HandleKind::Udp4 || kind == HandleKind::Udp6;
}

/// The child's libuv requires it: it would block in accept(2) and write(2).
void set_nonblocking(const Fd& fd) {
  const int flags = ::fcntl(fd.get(), F_GETFL);
  if (::fcntl(fd.get(), F_SETFL, flags | O_NONBLOCK) != 0) throw_errno("fcntl");
}

/// SO_SNDTIMEO limits connect(2) for every family, also when the backlog of a Unix socket is full,
/// which poll(2) does not report.
void connect_until(const Fd& fd, const Address& address, TimePoint deadline) {
  using namespace std::chrono;
  while (true) {
    if (deadline != TimePoint::max()) {
      // Zero means no limit.
      const auto left = std::max<Duration>(deadline - Clock::now(), milliseconds(1));
      const auto whole = duration_cast<seconds>(left);
      const timeval limit{.tv_sec = whole.count(),
                          .tv_usec = duration_cast<microseconds>(left - whole).count()};
      ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }
    if (::connect(fd.get(), address.get(), address.size) == 0) break;
    // The errors of connect(2) when the limit has expired, which the kernel counts in ticks: it may
    // be a little early.
    const bool expired = errno == EAGAIN || errno == EINPROGRESS || errno == EALREADY;
    if (expired && Clock::now() < deadline) continue;
    if (expired) throw_errno("connect", ETIMEDOUT);
    if (errno != EINTR) throw_errno("connect");
  }
  const timeval none{};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &none, sizeof none);
}

}  // namespace

Handle::Handle(Fd fd, HandleKind kind, std::string bound_path)
    : fd_(std::move(fd)), kind_(kind), bound_path_(std::move(bound_path)) {}

Handle::~Handle() {
  if (!bound_path_.empty()) ::unlink(bound_path_.c_str());
}

std::string_view Handle::type() const {
  if (is_udp(kind_)) return "dgram.Socket";
  return has_one_owner() ? "net.Socket" : "net.Server";
}

std::string_view Handle::dgram_type() const {
  if (!is_udp(kind_)) return {};
  return kind_ == HandleKind::Udp4 ? "udp4" : "udp6";
}

bool Handle::has_one_owner() const {
  return kind_ == HandleKind::TcpSocket || kind_ == HandleKind::UnixSocket;
}

std::shared_ptr<Handle> open_handle(const HandleSpec& spec, TimePoint deadline) {
  const Address address = address_of(spec);
  const int type = is_udp(spec.kind) ? SOCK_DGRAM : SOCK_STREAM;
  Fd fd(::socket(address.get()->sa_family, type | SOCK_CLOEXEC, 0));
  if (!fd) throw_errno("socket");
  if (spec.kind == HandleKind::TcpSocket || spec.kind == HandleKind::UnixSocket) {
    connect_until(fd, address, deadline);
    set_nonblocking(fd);
    return std::make_shared<Handle>(std::move(fd), spec.kind);
  }
  if (spec.kind == HandleKind::TcpServer) {
    const int yes = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  }
  set_nonblocking(fd);
  if (::bind(fd.get(), address.get(), address.size) != 0) throw_errno("bind");
  auto handle = std::make_shared<Handle>(std::move(fd), spec.kind,
                                         is_unix(spec.kind) ? spec.address : std::string());
  if (!is_udp(spec.kind) && ::listen(handle->fd(), backlog) != 0) throw_errno("listen");
  return handle;
}

std::string local_address(int fd) {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size) != 0) {
    return {};
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.get()->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address.storage);
    ::inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
    return std::string(text.data()) + ':' + std::to_string(ntohs(v4->sin_port));
  }
  if (address.get()->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage);
    ::inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size());
    return '[' + std::string(text.data()) + "]:" + std::to_string(ntohs(v6->sin6_port));
  }
  return reinterpret_cast<const sockaddr_un*>(&address.storage)->sun_path;
}

}  // namespace cpr
