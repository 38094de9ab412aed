#include "text/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace cpr {
namespace {

std::uint8_t byte(char c) {
  return static_cast<std::uint8_t>(c);
}

/// The bytes that may follow the first byte of a sequence (Unicode, table 3-7).
struct Lead {
  int following = -1;  ///< number of further bytes; -1: no sequence starts with this byte
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;  ///< bounds of the second byte
};

Lead lead(std::uint8_t first) {
  if (first < 0x80) return {0};
  if (first >= 0xC2 && first <= 0xDF) return {1};
  if (first == 0xE0) return {2, 0xA0, 0xBF};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {2};
  if (first == 0xF0) return {3, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {3};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

Utf8Sequence utf8_sequence_at(std::string_view bytes, std::size_t at) {
  const Lead start = lead(byte(bytes[at]));
  if (start.following < 0) return {1, false, false};
  std::size_t length = 1;
  for (int i = 0; i < start.following; ++i) {
    if (at + length == bytes.size()) return {length, false, true};
    const std::uint8_t next = byte(bytes[at + length]);
    const std::uint8_t low = i == 0 ? start.low : 0x80;
    const std::uint8_t high = i == 0 ? start.high : 0xBF;
    if (next < low || next > high) return {length, false, false};
    ++length;
  }
  return {length, true, false};
}

char32_t utf8_character(std::string_view sequence) {
  char32_t character = byte(sequence.front());
  if (sequence.size() > 1) character &= 0x7FU >> sequence.size();
  for (const char c : sequence.substr(1)) character = (character << 6U) | (byte(c) & 0x3FU);
  return character;
}

std::size_t unfinished_utf8(std::string_view bytes) {
  // A character has at most four bytes, and so an incomplete one at most three.
  for (std::size_t n = std::min<std::size_t>(3, bytes.size()); n > 0; --n) {
    const auto sequence = utf8_sequence_at(bytes, bytes.size() - n);
    if (sequence.unfinished && sequence.length == n) return n;
  }
  return 0;
}

}  // namespace cpr
