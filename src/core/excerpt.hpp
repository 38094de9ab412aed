// The part of a stream that is kept when --max-buffer-action is head, tail or ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/job.hpp"

namespace cpr {

/// Splits a stream into bytes to forward at once (the head), bytes to forward at its end (the tail)
/// and bytes to omit. Where bytes are omitted, both cuts move to the nearest line end that costs at
/// most half of the head or tail, and at most `line_reach` bytes.
///
/// The first passes() bytes of the stream are part of the head without a decision: the caller
/// forwards them and feeds what follows.
class Excerpt {
 public:
  static constexpr std::uint64_t line_reach = 1024;

  /// \param most bytes that are kept in all
  /// \param action Head, Tail or Ends
  Excerpt(std::uint64_t most, OverflowAction action);

  /// Bytes at the start of the stream that are forwarded whatever follows.
  [[nodiscard]] std::uint64_t passes() const { return passes_; }

  /// Takes the next bytes of the stream. Near the end of the head an unfinished line is withheld
  /// until it is known whether it is cut.
  /// \returns bytes of the head to forward now
  std::string feed(std::string_view bytes);

  struct End {
    std::string head;    ///< the last bytes of the head
    std::string marker;  ///< the line in place of the omitted bytes, or empty
    std::string tail;
  };
  /// The stream is at its end.
  /// \param full_copy the name of a file that has all of it, for the marker; or empty
  End finish(std::string_view full_copy = {});

  /// Bytes that are omitted; exact after finish().
  [[nodiscard]] std::uint64_t omitted() const { return omitted_; }

  /// Bytes that finish() would forward, markers aside.
  [[nodiscard]] std::uint64_t withheld() const;

 private:
  void keep_last(std::string_view bytes);

  std::uint64_t passes_ = 0;
  std::uint64_t head_left_ = 0;     ///< bytes of the head that are still to come
  std::string line_;                ///< the withheld line
  bool head_has_line_end_ = false;  ///< a line end was fed before line_
  std::uint64_t tail_size_;
  /// A ring of the last bytes: the tail, and one byte more, which tells whether the tail begins
  /// with a line. Its oldest byte is at next_ once it is full.
  std::string ring_;
  std::size_t next_ = 0;
  std::uint64_t past_head_ = 0;  ///< bytes that came after the head
  std::uint64_t omitted_ = 0;
};

}  // namespace cpr
