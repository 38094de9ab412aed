#include "ipc/posix/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "core/throw_errno.hpp"
#include "ipc/address.hpp"

namespace cpr {
namespace {

Address unix_address(const std::string& path) {
  Address address;
  auto* unix = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (path.size() > longest_socket_path()) throw_errno("bind", ENAMETOOLONG);
  unix->sun_family = AF_UNIX;
  std::memcpy(unix->sun_path, path.data(), path.size());
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return address;
}

Address ip_address(const std::string& text, std::uint16_t port) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    address.size = sizeof *v4;
    return address;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  address.storage = {};
  if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) != 1) throw_errno("inet_pton", EINVAL);
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  address.size = sizeof *v6;
  return address;
}

bool is_ip(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

}  // namespace

bool is_ipv4(const std::string& text) {
  return is_ip(AF_INET, text);
}

bool is_ipv6(const std::string& text) {
  return is_ip(AF_INET6, text);
}

std::size_t longest_socket_path() {
  return sizeof(sockaddr_un::sun_path) - 1;  // a NUL ends it
}

Address address_of(const HandleSpec& spec) {
  const bool is_path =
      spec.kind == HandleSpec::Kind::UnixServer || spec.kind == HandleSpec::Kind::UnixSocket;
  return is_path ? unix_address(spec.address) : ip_address(spec.address, spec.port);
}

}  // namespace cpr
