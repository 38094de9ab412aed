// What a message of the channel is: the user's, or one between the two ends (`NODE_...`).
//
// Source: Node 20, captured.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpr {

struct IpcMessage {
  enum class Kind : std::uint8_t {
    User,
    Handle,          ///< NODE_HANDLE: comes with a descriptor
    HandleTaken,     ///< NODE_HANDLE_ACK
    HandleMissing,   ///< NODE_HANDLE_NACK
    SocketsClosing,  ///< NODE_SOCKET_NOTIFY_CLOSE: wants to know when all with `key` are closed
    SocketCount,     ///< NODE_SOCKET_GET_COUNT: wants to know how many with `key` there are
    Internal,        ///< any other
  };
  Kind kind = Kind::User;
  /// What is shown of it: all of it, or what came with the handle; nothing of an internal one. Part
  /// of the text that was read.
  std::string_view shown{};
  /// Handle: JSON strings as they stand in the text; empty where there is none.
  std::string_view type{};
  std::string_view key{};
};

/// \param json a valid text
IpcMessage read_message(std::string_view json);

/// Whether Node takes it for an internal message: an object whose `cmd` is a string that starts
/// with NODE_ and goes on.
bool is_internal(std::string_view json);

/// The message that goes with a descriptor.
/// \param type as Node names it (net.Server)
/// \param dgram_type udp4 or udp6 for a dgram.Socket, else empty
std::string handle_message(std::string_view type, std::string_view dgram_type,
                           std::string_view json);

inline constexpr std::string_view handle_taken = R"({"cmd":"NODE_HANDLE_ACK"})";
inline constexpr std::string_view handle_missing = R"({"cmd":"NODE_HANDLE_NACK"})";

/// Answers to SocketsClosing and SocketCount of an end that keeps no socket.
std::string sockets_closed(std::string_view key);
std::string socket_count(std::string_view key);

}  // namespace cpr
