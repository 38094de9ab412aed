// The receiving half of the message channel: bytes to messages, and the answers that Node's
// protocol requires to them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "ipc/frame.hpp"
#include "ipc/message.hpp"
#include "ipc/v8_reader.hpp"

namespace cpr {

class Receiver {
 public:
  /// Must not throw, and may call stop().
  struct Listener {
    std::function<void(const Message&)> message;
    std::function<void(const Skipped&)> skipped;       ///< a frame that cannot be read
    std::function<void(std::string_view json)> reply;  ///< an answer to send
    std::function<void(bool taken)> handle_answered;   ///< ACK or NACK of a handle
    std::function<void()> failed;                      ///< nothing more can be read
  };

  /// \param most bytes of a message; a longer one fails
  Receiver(Serialization serialization, std::optional<std::uint64_t> most, Listener listener);

  /// Adds bytes, after take() has returned true.
  /// \param bytes must stay valid until take() returns true
  /// \param with_descriptor a descriptor came with them
  void feed(std::string_view bytes, bool with_descriptor);

  /// Reads what was fed. \returns false when `until` has passed and some of it is left
  bool take(TimePoint until);

  /// take() has returned false.
  [[nodiscard]] bool busy() const { return decoding_.has_value(); }

  /// The stream is at its end: an incomplete frame is reported.
  void finish();

  /// Reads nothing more.
  void stop() { stopped_ = true; }

 private:
  void take_piece(const FrameReader::Piece& piece);
  void take_json();
  bool decode(TimePoint until);
  void take(const IpcMessage& message);
  void take_handle(std::string_view json, std::string_view type);
  void reject(std::size_t offset, std::string_view what, bool too_deep);
  void skip(Skipped::Why why, std::size_t offset = 0, std::string_view what = {});
  void fail();

  Serialization serialization_;
  std::optional<std::uint64_t> most_;
  Listener listener_;
  FrameReader frames_;
  std::uint64_t frame_count_ = 0;
  MessageReader message_{InvalidUtf8::Replaced};
  std::string payload_;  ///< advanced: of the frame that is incomplete or being decoded
  /// Advanced: a complete frame, decoded to JSON and then read as a message. A large one takes
  /// several turns of the loop.
  struct Decoding {
    V8Reader reader;
    std::string json{};
    std::size_t json_read = 0;
  };
  std::optional<Decoding> decoding_;
  bool new_descriptor_ = false;    ///< came with the bytes that were fed last
  bool frame_descriptor_ = false;  ///< came with an earlier part of the incomplete frame
  bool stopped_ = false;
};

}  // namespace cpr
