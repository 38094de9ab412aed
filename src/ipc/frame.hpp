// The frames of Node's message channel: bytes to payloads and back.
//
// json: a line each. advanced: four bytes of length, the highest first, then the value in V8's
// format. Frames may come split and joined in any way. Source: Node 20, captured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/job.hpp"

namespace cpr {

/// Cuts what comes into frames. It keeps nothing: a payload is given as it arrives.
class FrameReader {
 public:
  /// A piece of a payload, without the newline or length.
  struct Piece {
    std::string_view bytes;  ///< part of what was fed; may be empty
    bool is_last = false;
  };

  /// \param most bytes that a payload may have; none: as many as the format can say
  FrameReader(Serialization serialization, std::optional<std::uint64_t> most)
      : serialization_(serialization), most_(most) {}

  /// \param bytes must stay where they are until next() has given them all
  void feed(std::string_view bytes) { rest_ = bytes; }

  /// The next piece; none when everything that was fed is given.
  std::optional<Piece> next();

  /// A frame is longer than allowed. From there on nothing can be read.
  [[nodiscard]] bool too_long() const { return too_long_; }

  /// Bytes of a frame that has begun and is not complete.
  [[nodiscard]] std::uint64_t unfinished() const { return begun_; }

 private:
  std::optional<Piece> next_of_line();
  std::optional<Piece> next_of_block();
  bool allows(std::uint64_t size);

  Serialization serialization_;
  std::optional<std::uint64_t> most_;
  std::string_view rest_;     ///< of what was fed
  std::uint64_t begun_ = 0;   ///< bytes of this frame so far, the length included
  std::uint32_t length_ = 0;  ///< advanced: as far as it is known
  bool too_long_ = false;
};

/// A complete frame. \param json valid and without blanks between its pieces
std::string make_frame(Serialization serialization, std::string_view json);

}  // namespace cpr
