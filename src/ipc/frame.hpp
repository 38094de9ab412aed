// The frames of Node's message channel: bytes to payloads and back.
//
// json: one line per message. advanced: four bytes of length, big-endian, then the value in V8's
// format. Source: captured traffic of Node 20.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/job.hpp"

namespace cpr {

/// Splits a stream into frames, however its bytes are cut. It buffers nothing: a payload is
/// returned in pieces as they arrive.
class FrameReader {
 public:
  /// A piece of a payload, without the newline or length.
  struct Piece {
    std::string_view bytes;  ///< refers to the fed bytes; may be empty
    bool is_last = false;
  };

  /// \param most bytes of a payload; none: as many as the format allows
  FrameReader(Serialization serialization, std::optional<std::uint64_t> most)
      : serialization_(serialization), most_(most) {}

  /// \param bytes must stay valid until next() returns none
  void feed(std::string_view bytes) { rest_ = bytes; }

  /// \returns the next piece; none when all fed bytes were returned
  std::optional<Piece> next();

  /// A frame exceeds the limit; next() returns nothing more.
  [[nodiscard]] bool too_long() const { return too_long_; }

  /// Bytes of the incomplete frame.
  [[nodiscard]] std::uint64_t unfinished() const { return begun_; }

 private:
  std::optional<Piece> next_of_line();
  std::optional<Piece> next_of_block();
  bool allows(std::uint64_t size);

  Serialization serialization_;
  std::optional<std::uint64_t> most_;
  std::string_view rest_;     ///< fed bytes that are still to be returned
  std::uint64_t begun_ = 0;   ///< bytes of this frame so far, its length included
  std::uint32_t length_ = 0;  ///< advanced: the part that was read
  bool too_long_ = false;
};

/// \param json valid, without blanks between its tokens
/// \returns a complete frame
std::string make_frame(Serialization serialization, std::string_view json);

}  // namespace cpr
