#include "text/json_reader.hpp"

#include <algorithm>
#include <utility>

#include "text/json_letters.hpp"
#include "text/json_string.hpp"
#include "text/utf8.hpp"

namespace cpr {

using Kind = JsonToken::Kind;

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

/// The token up to `end`, which completes a value or a key.
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

/// The part up to `end` of a token that continues in the next piece.
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

/// Continues with a string. \param end where the unread rest of it begins
JsonToken JsonReader::string(std::size_t end) {
  while (true) {
    if (escape_left_ == 0) end += plain_prefix(text_.substr(end));
    if (end == text_.size()) {
      return is_last_ ? bad_at(before_ + end, "a string does not end") : part(end);
    }
    const char c = text_[end];
    if (escape_left_ > 0) {
      if (!continues_escape(c)) return bad_at(escape_offset_, "an unknown escape in a string");
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

/// \returns false when no valid escape continues with `c`
bool JsonReader::continues_escape(char c) {
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

}  // namespace cpr
