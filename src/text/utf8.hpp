// Decoding and encoding UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cpr {

/// A character, or the maximal part of an invalid one (Unicode, section 3.9).
struct Utf8Sequence {
  std::size_t length;
  bool valid;
  bool unfinished;  ///< it is cut by the end of the bytes
};

/// The sequence that starts at `at`. \param at less than the size of `bytes`
Utf8Sequence utf8_sequence_at(std::string_view bytes, std::size_t at);

/// The code point of a valid sequence.
char32_t utf8_character(std::string_view sequence);

/// \returns the number of bytes at the end that begin a character without completing it
std::size_t unfinished_utf8(std::string_view bytes);

inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

void append_utf8(std::string& out, char32_t c);

}  // namespace cpr
