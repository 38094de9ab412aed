#include "text/json_string.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "text/json_letters.hpp"
#include "text/utf8.hpp"

namespace cpr {
namespace {

// Vector extensions of GCC and Clang, which compile for every processor.
using Bytes = signed char __attribute__((vector_size(16)));
using Words = std::uint64_t __attribute__((vector_size(16)));
constexpr std::size_t width = sizeof(Bytes);
static_assert(std::endian::native == std::endian::little);

/// All ones in each byte that is not plain. As signed numbers, bytes from 0x80 on are below 0x20.
Bytes not_plain(const char* from) {
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return (bytes < 0x20) | (bytes == '"') | (bytes == '\\');
}

bool any(Bytes mask) {
  const auto words = reinterpret_cast<Words>(mask);
  return (words[0] | words[1]) != 0;
}

/// \returns the index of the first byte that is set; one must be
std::size_t first(Bytes mask) {
  const auto words = reinterpret_cast<Words>(mask);
  const int bits = words[0] != 0 ? std::countr_zero(words[0]) : 64 + std::countr_zero(words[1]);
  return static_cast<std::size_t>(bits) / 8;
}

/// \param digits of `\uXXXX`, valid
char16_t unit_of(std::string_view digits) {
  int unit = 0;
  for (const char digit : digits.substr(0, 4)) unit = unit * 16 + hex_value(digit);
  return static_cast<char16_t>(unit);
}

void append_unit_escape(std::string& out, unsigned unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out += digits[(unit >> static_cast<unsigned>(shift)) & 0xFU];
  }
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: append_unit_escape(out, static_cast<unsigned char>(c));
  }
}

void append_character(std::string& out, char32_t c) {
  if (c >= 0x80) {
    append_utf8(out, c);
  } else if (is_plain(static_cast<char>(c))) {
    out += static_cast<char>(c);
  } else {
    append_escaped(out, static_cast<char>(c));
  }
}

}  // namespace

std::size_t plain_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (; at + width <= bytes.size(); at += width) {
    const Bytes found = not_plain(bytes.data() + at);
    if (any(found)) return at + first(found);
  }
  while (at < bytes.size() && is_plain(bytes[at])) ++at;
  return at;
}

std::u16string json_string_value(std::string_view token) {
  std::u16string value;
  const std::string_view text = token.substr(1, token.size() - 2);
  value.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\\') {
      const char plain = unescaped(text[at + 1]);
      value += plain != '\0' ? static_cast<char16_t>(plain) : unit_of(text.substr(at + 2));
      at += plain != '\0' ? 2 : 6;
      continue;
    }
    const std::size_t length = utf8_sequence_at(text, at).length;
    const char32_t character = utf8_character(text.substr(at, length));
    if (character >= 0x10000) {
      value += static_cast<char16_t>(0xD800 + ((character - 0x10000) >> 10U));
      value += static_cast<char16_t>(0xDC00 + ((character - 0x10000) & 0x3FFU));
    } else {
      value += static_cast<char16_t>(character);
    }
    at += length;
  }
  return value;
}

std::string json_string_utf8(std::string_view token) {
  const std::u16string units = json_string_value(token);
  std::string value;
  const auto is_high = [](char16_t unit) { return (unit & 0xFC00U) == 0xD800; };
  const auto is_low = [](char16_t unit) { return (unit & 0xFC00U) == 0xDC00; };
  for (std::size_t at = 0; at < units.size(); ++at) {
    const char16_t unit = units[at];
    if (is_high(unit) && at + 1 < units.size() && is_low(units[at + 1])) {
      append_utf8(value, 0x10000 + ((unit & 0x3FFU) << 10U) + (units[++at] & 0x3FFU));
    } else if (is_high(unit) || is_low(unit)) {
      value += replacement_character;
    } else {
      append_utf8(value, unit);
    }
  }
  return value;
}

void append_json_escaped(std::string& out, std::string_view bytes) {
  // A block that was just scanned is copied from the nearest cache. Longer ones make memmove(3)
  // switch to a method that is six times slower on some processors.
  constexpr std::size_t block = 2048;
  while (!bytes.empty()) {
    const std::size_t plain = plain_prefix(bytes.substr(0, block));
    out += bytes.substr(0, plain);
    bytes.remove_prefix(plain);
    if (plain == block || bytes.empty()) continue;
    if (static_cast<unsigned char>(bytes.front()) < 0x80) {
      append_escaped(out, bytes.front());
      bytes.remove_prefix(1);
      continue;
    }
    const Utf8Sequence sequence = utf8_sequence_at(bytes, 0);
    out += sequence.valid ? bytes.substr(0, sequence.length) : replacement_character;
    bytes.remove_prefix(sequence.length);
  }
}

void append_json_string(std::string& out, std::string_view bytes) {
  out += '"';
  append_json_escaped(out, bytes);
  out += '"';
}

void append_json_latin1(std::string& out, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t plain = plain_prefix(bytes);
    out += bytes.substr(0, plain);
    bytes.remove_prefix(plain);
    if (bytes.empty()) return;
    append_character(out, static_cast<unsigned char>(bytes.front()));
    bytes.remove_prefix(1);
  }
}

void append_json_utf16(std::string& out, std::string_view bytes, LoneSurrogate lone) {
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) |
                                 (static_cast<unsigned char>(bytes[at + 1]) << 8U));
  };
  const auto is_low = [](char32_t c) { return c >= 0xDC00 && c < 0xE000; };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const char32_t first = unit(at);
    if (first < 0xD800 || first >= 0xE000) {
      append_character(out, first);
    } else if (!is_low(first) && at + 3 < bytes.size() && is_low(unit(at + 2))) {
      append_utf8(out, 0x10000 + ((first - 0xD800) << 10U) + (unit(at + 2) - 0xDC00));
      at += 2;
    } else if (lone == LoneSurrogate::Escaped) {
      append_unit_escape(out, first);
    } else {
      out += replacement_character;
    }
  }
}

}  // namespace cpr
