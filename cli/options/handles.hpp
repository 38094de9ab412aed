// The words of --send-handle to HandleSpecs.
#pragma once

#include <string>
#include <string_view>

#include "core/job.hpp"

namespace cpr::cli {

/// KIND:ADDRESS, where KIND is tcp-server, tcp-socket, udp4, udp6 (an address and a port, which may
/// be 0 where cpr binds) or unix-server, unix-socket (a path). Names are not looked up, but for
/// localhost.
/// \throws UsageError
HandleSpec parse_handle(std::string_view what, std::string_view text);

/// tcp:HOST:PORT or unix:PATH, to listen on. \throws UsageError
HandleSpec parse_listen_address(std::string_view what, std::string_view text);

/// The same in words: `tcp-server:127.0.0.1:80`, `udp6:[::1]:0`.
std::string describe(const HandleSpec& spec);

}  // namespace cpr::cli
