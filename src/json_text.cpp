#include "json_text.hpp"

#include <algorithm>

#include "bulk_text.hpp"
#include "utf8.hpp"

namespace cpr {
namespace {

using Kind = JsonToken::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The value of a hexadecimal digit, -1 for anything else.
int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

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

/// What a backslash and this character mean; 0 for `u` and for what means nothing.
char unescaped(char c) {
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

JsonToken JsonReader::next() {
  if (is_bad_) return {Kind::Bad, {}};
  skip_blanks();
  switch (expect_) {
    case Expect::Value: return value();
    case Expect::ValueOrEnd: return peek() == ']' ? closed() : value();
    case Expect::Key: return key();
    case Expect::KeyOrEnd: return peek() == '}' ? closed() : key();
    case Expect::CommaOrEnd: return comma_or_end();
    case Expect::Nothing: break;
  }
  return at_ == text_.size() ? JsonToken{Kind::End, {}} : bad("more than one value");
}

JsonToken JsonReader::value() {
  switch (peek()) {
    case '{': return opened(Kind::BeginObject, true);
    case '[': return opened(Kind::BeginArray, false);
    case '"': {
      const std::size_t length = string_length();
      return length == 0 ? JsonToken{Kind::Bad, {}} : scalar(Kind::String, length);
    }
    case 't': return word("true", Kind::True);
    case 'f': return word("false", Kind::False);
    case 'n': return word("null", Kind::Null);
    default: break;
  }
  const std::size_t length = number_length();
  if (length > 0) return scalar(Kind::Number, length);
  return bad(at_ == text_.size() ? "it ends too early" : "no value starts like this");
}

JsonToken JsonReader::key() {
  if (peek() != '"') return bad(at_ == text_.size() ? "it ends too early" : "a key is missing");
  const std::size_t length = string_length();
  if (length == 0) return {Kind::Bad, {}};
  const std::string_view text = text_.substr(at_, length);
  at_ += length;
  skip_blanks();
  if (peek() != ':') return bad(at_ == text_.size() ? "it ends too early" : "':' is missing");
  ++at_;
  expect_ = Expect::Value;
  return {Kind::Key, text};
}

JsonToken JsonReader::comma_or_end() {
  const bool in_object = open_.back();
  if (peek() == (in_object ? '}' : ']')) return closed();
  if (peek() != ',') return bad(at_ == text_.size() ? "it ends too early" : "',' is missing");
  ++at_;
  skip_blanks();
  return in_object ? key() : value();
}

JsonToken JsonReader::opened(Kind kind, bool object) {
  open_.push_back(object);
  expect_ = object ? Expect::KeyOrEnd : Expect::ValueOrEnd;
  return {kind, text_.substr(at_++, 1)};
}

JsonToken JsonReader::closed() {
  const Kind kind = open_.back() ? Kind::EndObject : Kind::EndArray;
  open_.pop_back();
  return scalar(kind, 1);
}

/// A piece behind which a value is complete.
JsonToken JsonReader::scalar(Kind kind, std::size_t length) {
  const std::string_view text = text_.substr(at_, length);
  at_ += length;
  expect_ = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
  return {kind, text};
}

JsonToken JsonReader::word(std::string_view word, Kind kind) {
  if (text_.substr(at_, word.size()) != word) return bad("no value starts like this");
  return scalar(kind, word.size());
}

JsonToken JsonReader::bad(std::string_view what) {
  is_bad_ = true;
  problem_ = {at_, what};
  return {Kind::Bad, {}};
}

/// Of the string that starts here, quotes included; 0, having said why, when it is none.
std::size_t JsonReader::string_length() {
  std::size_t end = at_ + 1;
  const auto fail = [&](std::string_view what) {
    at_ = end;
    bad(what);
    return std::size_t{0};
  };
  while (true) {
    while (end < text_.size() && is_plain(text_[end])) ++end;
    if (end == text_.size()) return fail("a string does not end");
    const char c = text_[end];
    if (c == '"') return end + 1 - at_;
    if (static_cast<unsigned char>(c) >= 0x80) {
      const Utf8Sequence sequence = utf8_sequence_at(text_, end);
      if (!sequence.valid) return fail("it is not UTF-8");
      end += sequence.length;
    } else if (c != '\\') {
      return fail("a control character in a string");
    } else if (end + 1 < text_.size() && unescaped(text_[end + 1]) != '\0') {
      end += 2;
    } else if (text_.substr(end + 1, 1) == "u" && unit_of(text_.substr(end + 2)) >= 0) {
      end += 6;
    } else {
      return fail("an unknown escape in a string");
    }
  }
}

/// Of the number that starts here; 0 when it is none.
std::size_t JsonReader::number_length() const {
  std::size_t end = at_;
  const auto at = [&](std::size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  const auto digits = [&] {
    const std::size_t before = end;
    while (is_digit(at(end))) ++end;
    return end > before;
  };
  if (at(end) == '-') ++end;
  if (at(end) == '0') {
    ++end;
  } else if (!digits()) {
    return 0;
  }
  if (at(end) == '.') {
    ++end;
    if (!digits()) return 0;
  }
  if (at(end) == 'e' || at(end) == 'E') {
    ++end;
    if (at(end) == '+' || at(end) == '-') ++end;
    if (!digits()) return 0;
  }
  return end - at_;
}

void JsonReader::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_blank(c); });
}

std::optional<JsonProblem> compact_json(std::string_view text, std::string& out) {
  out.reserve(out.size() + text.size());
  JsonReader reader(text);
  bool first = true;  // nothing is in front that a comma would have to part
  while (true) {
    const JsonToken token = reader.next();
    switch (token.kind) {
      case Kind::Bad: return reader.problem();
      case Kind::End: return std::nullopt;
      case Kind::EndObject:
      case Kind::EndArray:
        out += token.text;
        first = false;
        continue;
      default: break;
    }
    if (!first) out += ',';
    out += token.text;
    first = token.kind == Kind::Key || token.kind == Kind::BeginObject ||
            token.kind == Kind::BeginArray;
    if (token.kind == Kind::Key) out += ':';
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
  out += '"';
  for (const char c : bytes) append_character(out, static_cast<unsigned char>(c));
  out += '"';
}

void append_json_utf16(std::string& out, std::string_view bytes) {
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[at]) |
                                 (static_cast<unsigned char>(bytes[at + 1]) << 8U));
  };
  const auto is_low = [](char32_t c) { return c >= 0xDC00 && c < 0xE000; };
  out += '"';
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
  out += '"';
}

}  // namespace cpr
