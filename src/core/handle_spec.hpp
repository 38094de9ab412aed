// The address of a server or a socket, as plain data.
#pragma once

#include <cstdint>
#include <string>

namespace cpr {

/// A descriptor to be sent to the child with a message.
struct HandleSpec {
  enum class Kind : std::uint8_t { TcpServer, UnixServer, TcpSocket, UnixSocket, Udp4, Udp6 };
  Kind kind = Kind::TcpServer;
  std::string address{};  ///< an IP address, or a path
  std::uint16_t port = 0;
};

}  // namespace cpr
