#include "text/json_text.hpp"

#include <algorithm>

#include "text/bulk_text.hpp"
#include "text/json_letters.hpp"
#include "text/utf8.hpp"

namespace cpr {
namespace {

using Kind = JsonToken::Kind;

/// The unit that `\uXXXX` means, without the two characters in front; -1 when it is none.
int unit_of(std::string_view digits) {
  if (digits.size() < 4) return -1;
  int unit = 0;
  for (const char digit : digits.substr(0, 4)) {
    const int value = hex_value(digit);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit;
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

void JsonCompactor::append(std::string& out, const JsonToken& token) {
  const bool closes = token.kind == Kind::EndObject || token.kind == Kind::EndArray;
  if (!in_token_) {
    if (needs_comma_ && !closes) out += ',';
    token_begin_ = out.size();
  }
  out += token.text;
  in_token_ = token.kind == Kind::Part;
  needs_comma_ =
      token.kind != Kind::Key && token.kind != Kind::BeginObject && token.kind != Kind::BeginArray;
  if (token.kind == Kind::Key) out += ':';
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_blank(c); });
}

std::optional<JsonProblem> compact_json(std::string_view text, std::string& out) {
  out.reserve(out.size() + text.size());
  JsonReader reader(text);
  JsonCompactor compactor;
  while (true) {
    const JsonToken token = reader.next();
    if (token.kind == Kind::Bad) return reader.problem();
    if (token.kind == Kind::End) return std::nullopt;
    compactor.append(out, token);
  }
}

std::u16string json_string_value(std::string_view token) {
  std::u16string value;
  const std::string_view text = token.substr(1, token.size() - 2);
  value.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\\') {
      const char plain = unescaped(text[at + 1]);
      value += plain != '\0' ? static_cast<char16_t>(plain)
                             : static_cast<char16_t>(unit_of(text.substr(at + 2)));
      at += plain != '\0' ? 2 : 6;
      continue;
    }
    const std::size_t length = utf8_sequence_at(text, at).length;
    auto character = static_cast<char32_t>(static_cast<unsigned char>(c));
    if (length > 1) character &= 0x7FU >> length;
    for (std::size_t i = 1; i < length; ++i) {
      character = (character << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
    }
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

void append_json_escaped(std::string& out, std::string_view bytes) {
  // So that what was looked at is copied out of the nearest cache; and memmove(3) changes to
  // another way above this size, which is six times slower on some processors.
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

void append_json_utf16(std::string& out, std::string_view bytes) {
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
    } else {
      append_unit_escape(out, first);
    }
  }
}

}  // namespace cpr
