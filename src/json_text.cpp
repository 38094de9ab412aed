#include "json_text.hpp"

#include <algorithm>
#include <utility>

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

void JsonReader::feed(std::string_view piece) {
  before_ += text_.size();
  text_ = piece;
  at_ = 0;
}

void JsonReader::finish() {
  feed({});
  is_last_ = true;
}

JsonToken JsonReader::next() {
  if (is_bad_) return {Kind::Bad, {}};
  if (replaced_ > 0) {
    at_ += std::exchange(replaced_, 0);
    return {Kind::Part, replacement_character};
  }
  switch (within_) {
    case Within::Key:
    case Within::String: return string(at_);
    case Within::Number: return number();
    case Within::Word: return word();
    case Within::None: break;
  }
  while (true) {
    skip_blanks();
    if (at_ == text_.size()) {
      if (!is_last_) return {Kind::More, {}};
      return expect_ == Expect::Nothing ? JsonToken{Kind::End, {}} : bad("it ends too early");
    }
    const char c = text_[at_];
    switch (expect_) {
      case Expect::Value: return value();
      case Expect::ValueOrEnd: return c == ']' ? closed() : value();
      case Expect::Key:
      case Expect::KeyOrEnd:
        if (c == '}' && expect_ == Expect::KeyOrEnd) return closed();
        return c == '"' ? begin_string(Within::Key) : bad("a key is missing");
      case Expect::Colon:
        if (c != ':') return bad("':' is missing");
        ++at_;
        expect_ = Expect::Value;
        continue;
      case Expect::CommaOrEnd:
        if (c == (open_.back() ? '}' : ']')) return closed();
        if (c != ',') return bad("',' is missing");
        ++at_;
        expect_ = open_.back() ? Expect::Key : Expect::Value;
        continue;
      case Expect::Nothing: return bad("more than one value");
    }
  }
}

JsonToken JsonReader::value() {
  switch (text_[at_]) {
    case '{': return opened(Kind::BeginObject, true);
    case '[': return opened(Kind::BeginArray, false);
    case '"': return begin_string(Within::String);
    case 't': return begin_word("true", Kind::True);
    case 'f': return begin_word("false", Kind::False);
    case 'n': return begin_word("null", Kind::Null);
    default: break;
  }
  if (after(NumberState::Start, text_[at_]) == NumberState::Over) {
    return bad("no value starts like this");
  }
  within_ = Within::Number;
  token_offset_ = offset();
  number_ = NumberState::Start;
  return number();
}

JsonToken JsonReader::opened(Kind kind, bool object) {
  if (open_.size() == json_most_depth) {
    const JsonToken token = bad("it is nested deeper than 1,000 levels");
    problem_.too_deep = true;
    return token;
  }
  open_.push_back(object);
  expect_ = object ? Expect::KeyOrEnd : Expect::ValueOrEnd;
  return {kind, text_.substr(at_++, 1)};
}

JsonToken JsonReader::closed() {
  const Kind kind = open_.back() ? Kind::EndObject : Kind::EndArray;
  open_.pop_back();
  return ended(kind, at_ + 1);
}

/// A token that goes up to `end`, behind which a value or a key is complete.
JsonToken JsonReader::ended(Kind kind, std::size_t end) {
  const std::string_view text = text_.substr(at_, end - at_);
  at_ = end;
  within_ = Within::None;
  if (kind == Kind::Key) {
    expect_ = Expect::Colon;
  } else {
    expect_ = open_.empty() ? Expect::Nothing : Expect::CommaOrEnd;
  }
  return {kind, text};
}

/// What there is of a token that goes on behind `end`.
JsonToken JsonReader::part(std::size_t end) {
  const std::string_view text = text_.substr(at_, end - at_);
  at_ = end;
  return {text.empty() ? Kind::More : Kind::Part, text};
}

JsonToken JsonReader::bad_at(std::size_t offset, std::string_view what) {
  is_bad_ = true;
  problem_ = {offset, what};
  return {Kind::Bad, {}};
}

JsonToken JsonReader::begin_string(Within kind) {
  within_ = kind;
  return string(at_ + 1);
}

/// \param end where it is to be looked for the end of the string that is being read
JsonToken JsonReader::string(std::size_t end) {
  while (true) {
    if (escape_left_ == 0) {
      while (end < text_.size() && is_plain(text_[end])) ++end;
    }
    if (end == text_.size()) {
      return is_last_ ? bad_at(before_ + end, "a string does not end") : part(end);
    }
    const char c = text_[end];
    if (escape_left_ > 0) {
      if (!takes_in_escape(c)) return bad_at(escape_offset_, "an unknown escape in a string");
      ++end;
    } else if (c == '"') {
      return ended(within_ == Within::Key ? Kind::Key : Kind::String, end + 1);
    } else if (c == '\\') {
      escape_left_ = 5;
      escape_offset_ = before_ + end++;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      const Utf8Sequence sequence = utf8_sequence_at(text_, end);
      if (sequence.valid) {
        end += sequence.length;
      } else if (invalid_utf8_ == InvalidUtf8::Refused) {
        return bad_at(before_ + end, "it is not UTF-8");
      } else {
        replaced_ = sequence.length;
        return end > at_ ? part(end) : next();
      }
    } else {
      return bad_at(before_ + end, "a control character in a string");
    }
  }
}

/// \returns false when no escape goes on like this
bool JsonReader::takes_in_escape(char c) {
  if (escape_left_ < 5) {
    --escape_left_;
    return hex_value(c) >= 0;
  }
  escape_left_ = c == 'u' ? 4 : 0;
  return c == 'u' || unescaped(c) != '\0';
}

JsonToken JsonReader::number() {
  std::size_t end = at_;
  for (; end < text_.size(); ++end) {
    const NumberState next = after(number_, text_[end]);
    if (next == NumberState::Over) break;
    number_ = next;
  }
  if (end == text_.size() && !is_last_) return part(end);
  const bool complete = number_ == NumberState::Zero || number_ == NumberState::Whole ||
                        number_ == NumberState::Fraction || number_ == NumberState::Exponent;
  return complete ? ended(Kind::Number, end) : bad_at(token_offset_, "no value starts like this");
}

JsonReader::NumberState JsonReader::after(NumberState state, char c) {
  using State = NumberState;
  const bool mark = c == 'e' || c == 'E';
  switch (state) {
    case State::Start:
      if (c == '-') return State::Sign;
      [[fallthrough]];
    case State::Sign:
      if (c == '0') return State::Zero;
      return is_digit(c) ? State::Whole : State::Over;
    case State::Zero:
    case State::Whole:
      if (c == '.') return State::Point;
      if (mark) return State::Mark;
      return state == State::Whole && is_digit(c) ? State::Whole : State::Over;
    case State::Point: return is_digit(c) ? State::Fraction : State::Over;
    case State::Fraction:
      if (mark) return State::Mark;
      return is_digit(c) ? State::Fraction : State::Over;
    case State::Mark:
      if (c == '+' || c == '-') return State::MarkSign;
      [[fallthrough]];
    case State::MarkSign:
    case State::Exponent: return is_digit(c) ? State::Exponent : State::Over;
    case State::Over: break;
  }
  return State::Over;
}

JsonToken JsonReader::begin_word(std::string_view word, Kind kind) {
  within_ = Within::Word;
  token_offset_ = offset();
  word_ = word;
  word_kind_ = kind;
  return this->word();
}

JsonToken JsonReader::word() {
  const std::size_t size = std::min(word_.size(), text_.size() - at_);
  const bool fits = text_.substr(at_, size) == word_.substr(0, size);
  word_.remove_prefix(size);
  if (!fits || (!word_.empty() && is_last_)) {
    return bad_at(token_offset_, "no value starts like this");
  }
  return word_.empty() ? ended(word_kind_, at_ + size) : part(at_ + size);
}

void JsonReader::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

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
