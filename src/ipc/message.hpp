// Messages of the channel: those of the user, and internal ones (`NODE_...`).
//
// Source: captured traffic of Node 20.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "text/json_compact.hpp"
#include "text/json_reader.hpp"

namespace cpr {

struct IpcMessage {
  enum class Kind : std::uint8_t {
    User,
    Handle,          ///< NODE_HANDLE: a user's message with a descriptor
    HandleTaken,     ///< NODE_HANDLE_ACK
    HandleMissing,   ///< NODE_HANDLE_NACK
    SocketsClosing,  ///< NODE_SOCKET_NOTIFY_CLOSE: asks for an answer when all sockets are closed
    SocketCount,     ///< NODE_SOCKET_GET_COUNT: asks for the number of sockets
    Internal,        ///< any other internal message
  };
  Kind kind = Kind::User;
  /// The part to show: User: the message; Handle: the user's message inside; else empty. Refers to
  /// the text that was read.
  std::string_view shown{};
  /// JSON strings, verbatim; empty where the message has none.
  std::string_view type{};
  std::string_view key{};
};

/// Records, while a message is read, where the members are that the channel needs: those of the
/// message, of the `msg` in it, and so on. The last of equal keys counts, as in JSON.parse.
class MessageOutline {
 public:
  /// Must be called for every token except parts.
  /// \param depth of the reader after the token
  /// \param text the JSON so far; it ends with the token, which starts at `begin`
  void take(JsonToken::Kind kind, std::size_t depth, std::string_view text, std::size_t begin);

  /// \param text the whole message
  [[nodiscard]] IpcMessage message(std::string_view text) const;

 private:
  enum Member : std::uint8_t { Cmd, Msg, Type, Key, None };
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Level {
    std::array<Place, None> members{};
    Member current = None;  ///< the member whose value is being read
  };
  static Member member(std::string_view key);
  [[nodiscard]] IpcMessage level(std::size_t at, std::string_view text,
                                 std::string_view shown) const;

  std::vector<Level> levels_;  ///< the message, the `msg` in it, ...
  std::size_t open_ = 0;       ///< the number of levels that are not complete
};

/// Reads one message in pieces as they arrive. No byte is read twice.
class MessageReader {
 public:
  explicit MessageReader(InvalidUtf8 invalid) : invalid_utf8_(invalid), reader_(invalid) {}

  void feed(std::string_view piece);

  /// Ends the message. \returns why it is not valid
  std::optional<JsonProblem> finish();

  /// Only blanks were fed.
  [[nodiscard]] bool blank() const { return blank_; }

  /// The part that was read is nested too deeply.
  [[nodiscard]] bool too_deep() const { return problem_ && problem_->too_deep; }

  /// \name After finish() has returned no problem
  ///@{
  [[nodiscard]] IpcMessage message() const { return outline_.message(json_); }
  /// The message without blanks.
  std::string take_json() { return std::move(json_); }
  ///@}

  /// Prepares for the next message.
  void reset();

 private:
  void read();

  InvalidUtf8 invalid_utf8_;
  JsonReader reader_;
  JsonCompactor compactor_;
  MessageOutline outline_;
  std::string json_;
  std::string joined_;  ///< rest_ and the piece that follows it
  std::string rest_;    ///< the beginning of a character that continues in the next piece
  std::optional<JsonProblem> problem_;
  bool blank_ = true;
};

/// A line of input with a message for the child: blank, the JSON to send, or why it is skipped.
using MessageLine = std::variant<std::monostate, std::string, Skipped>;

/// \param reader was fed with the line, without its newline
/// \param number of the line, from 1 on
MessageLine finish_message_line(MessageReader& reader, std::uint64_t number);

/// \param json a valid text
IpcMessage read_message(std::string_view json);

/// Whether it is internal to Node: an object whose `cmd` is a string that starts with NODE_ and is
/// longer.
bool is_internal(std::string_view json);

/// The message that is sent with a descriptor.
/// \param type Node's name of the class, such as net.Server
/// \param dgram_type udp4 or udp6 for a dgram.Socket, else empty
std::string handle_message(std::string_view type, std::string_view dgram_type,
                           std::string_view json);

inline constexpr std::string_view handle_taken = R"({"cmd":"NODE_HANDLE_ACK"})";
inline constexpr std::string_view handle_missing = R"({"cmd":"NODE_HANDLE_NACK"})";

/// The answers to SocketsClosing and SocketCount of an end without open sockets.
std::string sockets_closed(std::string_view key);
std::string socket_count(std::string_view key);

}  // namespace cpr
