// Addresses of sockets as text.
#pragma once

#include <cstddef>
#include <string>

namespace cpr {

/// `127.0.0.1`: four decimal numbers.
bool is_ipv4(const std::string& text);

/// `::1`, without brackets or a zone.
bool is_ipv6(const std::string& text);

/// Bytes that the path of a Unix socket can have.
std::size_t longest_socket_path();

}  // namespace cpr
