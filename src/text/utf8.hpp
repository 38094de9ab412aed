// UTF-8, piece by piece.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cpr {

/// A piece of UTF-8: one character, or the longest part of one that nothing valid starts with.
struct Utf8Sequence {
  std::size_t length;
  bool valid;
  bool unfinished;  ///< it would have to go on behind the end
};

/// The piece that starts at `at`, which is inside of `bytes`.
Utf8Sequence utf8_sequence_at(std::string_view bytes, std::size_t at);

/// How many bytes at the end may be the beginning of a character that goes on behind it.
std::size_t unfinished_utf8(std::string_view bytes);

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

void append_utf8(std::string& out, char32_t c);

/// The same text with U+FFFD for each part of a character that is no character, as Node decodes it.
std::string repaired_utf8(std::string_view bytes);

}  // namespace cpr
