// Classes of characters in the grammar of JSON (RFC 8259).
#pragma once

#include <algorithm>
#include <string_view>

namespace cpr {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Whitespace as JSON defines it.
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_blank(c); });
}

/// ASCII that needs no escape in a JSON string.
constexpr bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// \returns the value of a hexadecimal digit, -1 for any other character
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// \param c the character after a backslash
/// \returns the character that the escape stands for; 0 for `u` and for an invalid escape
constexpr char unescaped(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

}  // namespace cpr
