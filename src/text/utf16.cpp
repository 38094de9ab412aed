#include "text/utf16.hpp"

#include "text/utf8.hpp"

namespace cpr {
namespace {

constexpr char16_t first_high = 0xd800;
constexpr char16_t first_low = 0xdc00;
constexpr char16_t after_low = 0xe000;
constexpr char32_t first_pair = 0x10000;

bool is_high(char16_t unit) {
  return unit >= first_high && unit < first_low;
}

bool is_low(char16_t unit) {
  return unit >= first_low && unit < after_low;
}

constexpr unsigned bits = 6;  // of a byte after the first
constexpr char32_t mask = (1U << bits) - 1;

/// The surrogate that begins at `at` in WTF-8; 0: none.
char16_t surrogate_at(std::string_view text, std::size_t at) {
  if (text.size() - at < 3 || text[at] != '\xed') return 0;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const auto third = static_cast<unsigned char>(text[at + 2]);
  if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) return 0;
  return static_cast<char16_t>(0xd000U | ((second & mask) << bits) | (third & mask));
}

void append_surrogate(std::string& out, char16_t unit) {
  out += '\xed';
  out += static_cast<char>(0x80U | ((unit >> bits) & mask));
  out += static_cast<char>(0x80U | (unit & mask));
}

}  // namespace

std::u16string utf16_of(std::string_view text) {
  std::u16string wide;
  wide.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const char16_t surrogate = surrogate_at(text, at)) {
      wide += surrogate;
      at += 3;
      continue;
    }
    const auto sequence = utf8_sequence_at(text, at);
    const char32_t c =
        utf8_character(sequence.valid ? text.substr(at, sequence.length) : replacement_character);
    at += sequence.length;
    if (c < first_pair) {
      wide += static_cast<char16_t>(c);
    } else {
      wide += static_cast<char16_t>(first_high + ((c - first_pair) >> 10U));
      wide += static_cast<char16_t>(first_low + ((c - first_pair) & 0x3ffU));
    }
  }
  return wide;
}

std::string utf8_of(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char16_t unit = text[i];
    if (is_high(unit) && i + 1 < text.size() && is_low(text[i + 1])) {
      const char16_t low = text[++i];
      append_utf8(out, first_pair + ((static_cast<char32_t>(unit - first_high) << 10U) |
                                     static_cast<char32_t>(low - first_low)));
    } else if (is_high(unit) || is_low(unit)) {
      append_surrogate(out, unit);
    } else {
      append_utf8(out, unit);
    }
  }
  return out;
}

}  // namespace cpr
