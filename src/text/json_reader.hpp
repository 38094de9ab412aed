// Reads JSON token by token, as strictly as JSON.parse, from a whole text or from pieces as they
// arrive. No tree is built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cpr {

/// Deeper nesting is refused.
inline constexpr std::size_t json_most_depth = 1000;

/// A token of a JSON text.
struct JsonToken {
  enum class Kind : std::uint8_t {
    BeginObject,
    EndObject,
    BeginArray,
    EndArray,
    Key,
    String,
    Number,
    True,
    False,
    Null,
    Part,  ///< of a key or scalar that continues in the next token
    More,  ///< everything that was fed is read: feed() or finish()
    End,   ///< the value was read, and only blanks follow
    Bad,   ///< the text is not valid: see JsonReader::problem
  };
  Kind kind = Kind::Bad;
  std::string_view text;  ///< verbatim; keys and strings with their quotation marks
};

struct JsonProblem {
  std::size_t offset = 0;  ///< bytes from the start of the text
  std::string_view what;   ///< what is wrong there
  bool too_deep = false;   ///< more than json_most_depth objects and arrays are open
};

/// How bytes in a string that are not UTF-8 are treated.
enum class InvalidUtf8 : std::uint8_t {
  Refused,
  Replaced,  ///< by U+FFFD, one for each maximal part of a character, as in Node
};

/// Reads one value. No byte is read twice, however the text is cut into pieces.
class JsonReader {
 public:
  /// Reads a whole text; no token is a Part.
  explicit JsonReader(std::string_view text) : text_(text), is_last_(true) {}
  /// Reads pieces.
  explicit JsonReader(InvalidUtf8 invalid) : invalid_utf8_(invalid) {}

  /// Adds the next piece after next() has returned More.
  /// \param piece must end with a whole character, and stay valid until the next More
  void feed(std::string_view piece);

  /// Declares the end of the text, after More.
  void finish();

  /// \returns the next token; its text is valid until the next feed(). End and Bad are returned
  ///          again and again
  JsonToken next();

  /// The number of open objects and arrays.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

  /// The end of the last token, in bytes from the start of the text.
  [[nodiscard]] std::size_t offset() const { return before_ + at_; }

  /// What made the text Bad.
  [[nodiscard]] const JsonProblem& problem() const { return problem_; }

 private:
  enum class Expect : std::uint8_t {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
  };
  /// The token that may continue in the next piece.
  enum class Within : std::uint8_t { None, Key, String, Number, Word };
  enum class NumberState : std::uint8_t {
    Start,
    Sign,
    Zero,
    Whole,
    Point,
    Fraction,
    Mark,  ///< e or E
    MarkSign,
    Exponent,
    Over,
  };

  JsonToken value();
  JsonToken opened(JsonToken::Kind kind, bool object);
  JsonToken closed();
  JsonToken begin_string(Within kind);
  JsonToken string(std::size_t end);
  JsonToken number();
  JsonToken begin_word(std::string_view word, JsonToken::Kind kind);
  JsonToken word();
  JsonToken ended(JsonToken::Kind kind, std::size_t end);
  JsonToken part(std::size_t end);
  JsonToken bad(std::string_view what) { return bad_at(offset(), what); }
  JsonToken bad_at(std::size_t offset, std::string_view what);
  bool continues_escape(char c);
  static NumberState after(NumberState state, char c);
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t before_ = 0;  ///< bytes of all earlier pieces
  bool is_last_ = false;
  InvalidUtf8 invalid_utf8_ = InvalidUtf8::Refused;
  std::vector<bool> open_;  ///< true for an object
  Expect expect_ = Expect::Value;

  Within within_ = Within::None;
  std::size_t token_offset_ = 0;  ///< where the Number or Word begins
  NumberState number_ = NumberState::Start;
  std::string_view word_;  ///< its missing letters
  JsonToken::Kind word_kind_ = JsonToken::Kind::Null;
  /// Missing characters of an escape: 5 after the backslash, 4 after `u`, 0 outside of escapes.
  unsigned escape_left_ = 0;
  std::size_t escape_offset_ = 0;
  std::size_t replaced_ = 0;  ///< length of the invalid bytes to be replaced next

  JsonProblem problem_;
  bool is_bad_ = false;
};

}  // namespace cpr
