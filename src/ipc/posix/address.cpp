#include "ipc/posix/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "core/throw_errno.hpp"

namespace cpr {
namespace {

Address unix_address(const std::string& path) {
  Address address;
  auto* unix = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (path.size() >= sizeof unix->sun_path) throw_errno("bind", ENAMETOOLONG);
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

}  // namespace

Address address_of(const HandleSpec& spec) {
  const bool is_path =
      spec.kind == HandleSpec::Kind::UnixServer || spec.kind == HandleSpec::Kind::UnixSocket;
  return is_path ? unix_address(spec.address) : ip_address(spec.address, spec.port);
}

}  // namespace cpr
