// What a message of the channel is: the user's, or one between the two ends (`NODE_...`).
//
// Source: Node 20, captured.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_compact.hpp"
#include "text/json_reader.hpp"

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

/// Notes where the members stand that the channel looks at, while a message is read: those of the
/// message, of the `msg` in it, and so on. The last of equal keys counts, as for JSON.parse.
class MessageOutline {
 public:
  /// To be told of every token but parts.
  /// \param depth of the reader behind it
  /// \param text that is read so far; the token is the end of it and starts at `begin`
  void take(JsonToken::Kind kind, std::size_t depth, std::string_view text, std::size_t begin);

  /// What the message is, when all of `text` is read.
  [[nodiscard]] IpcMessage message(std::string_view text) const;

 private:
  enum Member : std::uint8_t { Cmd, Msg, Type, Key, None };
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Level {
    std::array<Place, None> members{};
    Member current = None;  ///< whose value is being read
  };
  static Member member(std::string_view key);
  [[nodiscard]] IpcMessage level(std::size_t at, std::string_view text,
                                 std::string_view shown) const;

  std::vector<Level> levels_;  ///< the message, the `msg` in it, ...
  std::size_t open_ = 0;       ///< as many of them have begun and not ended
};

/// Reads one message in pieces as they arrive. Nothing is read twice.
class MessageReader {
 public:
  explicit MessageReader(InvalidUtf8 invalid) : invalid_utf8_(invalid), reader_(invalid) {}

  void feed(std::string_view piece);

  /// Nothing follows. \returns why it is not valid
  std::optional<JsonProblem> finish();

  /// Nothing but blanks has come.
  [[nodiscard]] bool blank() const { return blank_; }

  /// It is nested too deeply, as far as it was read.
  [[nodiscard]] bool too_deep() const { return problem_ && problem_->too_deep; }

  /// \name After finish() has found nothing wrong.
  ///@{
  [[nodiscard]] IpcMessage message() const { return outline_.message(json_); }
  /// All of it, without blanks.
  std::string take_json() { return std::move(json_); }
  ///@}

  /// For the next message.
  void reset();

 private:
  void read();

  InvalidUtf8 invalid_utf8_;
  JsonReader reader_;
  JsonCompactor compactor_;
  MessageOutline outline_;
  std::string json_;
  std::string joined_;  ///< a piece in front of which the rest of a character is put
  std::string rest_;    ///< of a character that goes on in the next piece
  std::optional<JsonProblem> problem_;
  bool blank_ = true;
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
