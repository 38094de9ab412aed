// Values of --send-handle and --accept to HandleSpecs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/handle_spec.hpp"

namespace cpr::cli {

/// KIND:ADDRESS. KIND is tcp-server, tcp-socket, udp4 or udp6 with an IP address and a port, which
/// may be 0 where cpr binds, or unix-server or unix-socket with a path. The only host name is
/// localhost.
/// \throws UsageError
HandleSpec parse_handle(std::string_view what, std::string_view text);

/// tcp:HOST:PORT or unix:PATH, to listen on. \throws UsageError
HandleSpec parse_listen_address(std::string_view what, std::string_view text);

/// Likewise, to connect to; for localhost, the IPv4 and the IPv6 address. \throws UsageError
std::vector<HandleSpec> parse_server_address(std::string_view what, std::string_view text);

/// The spec as it is written: `tcp-server:127.0.0.1:80`, `udp6:[::1]:0`.
std::string describe(const HandleSpec& spec);

}  // namespace cpr::cli
