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

#include "job.hpp"

namespace cpr {

class FrameReader {
 public:
  /// \param most bytes that a payload may have; none: as many as the format can say
  FrameReader(Serialization serialization, std::optional<std::uint64_t> most)
      : serialization_(serialization), most_(most) {}

  void feed(std::string_view bytes);

  /// The next payload that is complete, without the newline or length. It is there until the next
  /// call of feed() or next().
  std::optional<std::string_view> next();

  /// A frame is longer than allowed. From there on nothing can be read.
  [[nodiscard]] bool too_long() const { return too_long_; }

  /// Bytes of a frame that has begun and is not complete.
  [[nodiscard]] std::size_t unfinished() const { return buffer_.size() - begin_; }

 private:
  std::optional<std::string_view> next_line();
  std::optional<std::string_view> next_block();
  bool allows(std::uint64_t size);

  Serialization serialization_;
  std::optional<std::uint64_t> most_;
  std::string buffer_;
  std::size_t begin_ = 0;     ///< of what next() has not given yet
  std::size_t searched_ = 0;  ///< json: up to here there is no newline
  bool too_long_ = false;
};

/// A complete frame. \param json valid and without blanks between its pieces
std::string make_frame(Serialization serialization, std::string_view json);

}  // namespace cpr
