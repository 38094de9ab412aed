#include "options/handles.hpp"

#include <array>

#include "format/fmt.hpp"
#include "ipc/address.hpp"
#include "options/values.hpp"
#include "options/words.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

using HandleKind = HandleSpec::Kind;

constexpr auto handle_kinds = std::to_array<Word<HandleKind>>({
    {"tcp-server", HandleKind::TcpServer},
    {"unix-server", HandleKind::UnixServer},
    {"tcp-socket", HandleKind::TcpSocket},
    {"unix-socket", HandleKind::UnixSocket},
    {"udp4", HandleKind::Udp4},
    {"udp6", HandleKind::Udp6},
});

bool is_path(HandleKind kind) {
  return kind == HandleKind::UnixServer || kind == HandleKind::UnixSocket;
}

void parse_path(std::string_view what, std::string_view text, HandleSpec& spec) {
  if (spec.address.empty()) {
    throw UsageError(fmt::format("{}: '{}' has no path: write {}PATH", what, text, text));
  }
  if (spec.address.size() > longest_socket_path()) {
    throw UsageError(
        fmt::format("{}: '{}' is too long for the path of a socket: use at most {} bytes", what,
                    spec.address, longest_socket_path()));
  }
}

/// ADDRESS:PORT, an IPv6 address in brackets.
void parse_ip(std::string_view what, std::string_view text, HandleSpec& spec) {
  const std::string_view place = text.substr(text.find(':') + 1);
  const auto colon = place.rfind(':');
  std::string address(place.substr(0, colon));
  const auto port = colon == place.npos ? std::nullopt : parse_whole(place.substr(colon + 1));
  if (!port || *port > 65535) {
    throw UsageError(
        fmt::format("{}: '{}' has no valid port: add :PORT, from 0 to 65535", what, text));
  }
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);
  if (address == "localhost") address = spec.kind == HandleKind::Udp6 ? "::1" : "127.0.0.1";
  const bool v4 = !bracketed && is_ipv4(address);
  const bool v6 = !v4 && is_ipv6(address);
  if (!v4 && !v6) {
    throw UsageError(fmt::format(
        "{}: '{}' is not an IP address: write 127.0.0.1, [::1] or localhost", what, address));
  }
  if ((spec.kind == HandleKind::Udp4 && !v4) || (spec.kind == HandleKind::Udp6 && !v6)) {
    throw UsageError(fmt::format("{}: '{}' is not an address for {}: use {}", what, address,
                                 text.substr(0, text.find(':')), v4 ? "udp4" : "udp6"));
  }
  if (*port == 0 && spec.kind == HandleKind::TcpSocket) {
    throw UsageError(
        fmt::format("{}: cannot connect to '{}': use a port from 1 to 65535", what, text));
  }
  spec.address = std::move(address);
  spec.port = static_cast<std::uint16_t>(*port);
}

}  // namespace

HandleSpec parse_handle(std::string_view what, std::string_view text) {
  const auto colon = text.find(':');
  for (const auto& [word, kind] : handle_kinds) {
    if (colon == text.npos || text.substr(0, colon) != word) continue;
    HandleSpec spec{.kind = kind, .address = std::string(text.substr(colon + 1))};
    if (is_path(kind)) {
      parse_path(what, text, spec);
    } else {
      parse_ip(what, text, spec);
    }
    return spec;
  }
  throw UsageError(fmt::format(
      "{}: '{}' is not a handle: write tcp-server:127.0.0.1:8080, tcp-socket:..., udp4:..., "
      "udp6:[::1]:0, unix-server:PATH or unix-socket:PATH",
      what, text));
}

HandleSpec parse_listen_address(std::string_view what, std::string_view text) {
  const auto colon = text.find(':');
  const auto kind = text.substr(0, colon);
  if (colon == text.npos || (kind != "tcp" && kind != "unix")) {
    throw UsageError(fmt::format(
        "{}: '{}' is not an address to listen on: write tcp:127.0.0.1:8080, tcp:[::1]:0 or "
        "unix:PATH",
        what, text));
  }
  HandleSpec spec{.kind = kind == "tcp" ? HandleKind::TcpServer : HandleKind::UnixServer,
                  .address = std::string(text.substr(colon + 1))};
  if (kind == "tcp") {
    parse_ip(what, text, spec);
  } else {
    parse_path(what, text, spec);
  }
  return spec;
}

std::vector<HandleSpec> parse_server_address(std::string_view what, std::string_view text) {
  const auto colon = text.find(':');
  HandleSpec spec{.address = std::string(text.substr(colon + 1))};
  if (text.substr(0, colon) == "unix") {
    spec.kind = HandleKind::UnixSocket;
    parse_path(what, text, spec);
    return {spec};
  }
  spec.kind = HandleKind::TcpSocket;
  const bool is_localhost = spec.address.starts_with("localhost:");
  parse_ip(what, text, spec);
  std::vector<HandleSpec> specs{spec};
  // A server on localhost may listen on either address, or on both.
  if (is_localhost) specs.push_back({.kind = spec.kind, .address = "::1", .port = spec.port});
  return specs;
}

std::string describe(const HandleSpec& spec) {
  const std::string_view word = word_for(spec.kind, handle_kinds);
  if (is_path(spec.kind)) return fmt::format("{}:{}", word, spec.address);
  const bool v6 = spec.address.find(':') != spec.address.npos;
  return fmt::format("{}:{}{}{}:{}", word, v6 ? "[" : "", spec.address, v6 ? "]" : "", spec.port);
}

}  // namespace cpr::cli
