// Addresses of sockets, as the system calls take them.
#pragma once

#include <sys/socket.h>

#include "core/handle_spec.hpp"

namespace cpr {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// \throws std::system_error if the path is too long
Address address_of(const HandleSpec& spec);

}  // namespace cpr
