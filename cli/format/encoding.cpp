#include "format/encoding.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/utf8.hpp"

namespace cpr::cli {
namespace {

constexpr auto names = std::to_array<std::pair<std::string_view, Encoding>>({
    {"utf8", Encoding::Utf8},
    {"utf-8", Encoding::Utf8},
    {"buffer", Encoding::Buffer},
    {"hex", Encoding::Hex},
    {"base64", Encoding::Base64},
    {"base64url", Encoding::Base64Url},
    {"latin1", Encoding::Latin1},
    {"binary", Encoding::Latin1},
    {"ascii", Encoding::Ascii},
    {"utf16le", Encoding::Utf16Le},
    {"utf-16le", Encoding::Utf16Le},
    {"ucs2", Encoding::Utf16Le},
    {"ucs-2", Encoding::Utf16Le},
});

std::uint8_t byte(char c) {
  return static_cast<std::uint8_t>(c);
}

}  // namespace

std::optional<Encoding> parse_encoding(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const auto& [known, encoding] : names) {
    if (known == lower) return encoding;
  }
  return std::nullopt;
}

std::size_t unfinished_suffix(std::string_view bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::Utf8: return unfinished_utf8(bytes);
    case Encoding::Base64:
    case Encoding::Base64Url: return bytes.size() % 3;
    case Encoding::Utf16Le: {
      const std::size_t odd = bytes.size() % 2;
      const std::size_t even = bytes.size() - odd;
      const bool high_surrogate = even >= 2 && (byte(bytes[even - 1]) & 0xFCU) == 0xD8U;
      return odd + (high_surrogate ? 2 : 0);
    }
    case Encoding::Buffer:
    case Encoding::Hex:
    case Encoding::Latin1:
    case Encoding::Ascii: return 0;
  }
  return 0;
}

std::string utf8_from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) append_utf8(out, byte(c));
  return out;
}

std::string utf8_from_ascii(std::string_view bytes) {
  std::string out(bytes);
  for (char& c : out) c = static_cast<char>(byte(c) & 0x7FU);
  return out;
}

std::string utf8_from_utf16le(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(byte(bytes[at]) | (byte(bytes[at + 1]) << 8U));
  };
  // Node drops an odd last byte.
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const char32_t first = unit(at);
    const bool high = first >= 0xD800 && first < 0xDC00;
    const bool pair =
        high && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
    if (pair) {
      append_utf8(out, 0x10000 + ((first - 0xD800) << 10U) + (unit(at + 2) - 0xDC00));
      at += 2;
    } else if (first >= 0xD800 && first < 0xE000) {
      out += replacement_character;
    } else {
      append_utf8(out, first);
    }
  }
  return out;
}

}  // namespace cpr::cli
