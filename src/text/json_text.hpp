// JSON as text: read token by token, also as it arrives; made compact; its strings. No tree in
// between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpr {

/// Deeper nesting than this is refused.
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
    Part,  ///< of a key or scalar that goes on with the next token
    More,  ///< all that was fed is read
    End,   ///< the one value was read, and nothing is behind it
    Bad,   ///< the text is not valid: see JsonReader::problem
  };
  Kind kind = Kind::Bad;
  std::string_view text;  ///< as it stands; keys and strings with their quotes
};

struct JsonProblem {
  std::size_t offset = 0;  ///< bytes from the start of the text
  std::string_view what;   ///< what was found or is missing there
  bool too_deep = false;   ///< more than json_most_depth objects and arrays are open there
};

/// What is done with bytes in a string that are not UTF-8.
enum class InvalidUtf8 : std::uint8_t {
  Refused,
  Replaced,  ///< by U+FFFD, one for each maximal part of a character, as Node decodes it
};

/// Reads one value, as strictly as JSON.parse does: a whole text, or one that comes in pieces. What
/// was read is not looked at again.
class JsonReader {
 public:
  /// Of a whole text, no token is a Part unless bytes are replaced.
  explicit JsonReader(std::string_view text) : text_(text), is_last_(true) {}
  explicit JsonReader(InvalidUtf8 invalid) : invalid_utf8_(invalid) {}

  /// The next piece, when next() has returned More. It must end with a whole character, and stay
  /// where it is until the next More.
  void feed(std::string_view piece);

  /// Nothing follows.
  void finish();

  /// The next token; its text is valid until the next feed(). After End and Bad the same one comes
  /// again.
  JsonToken next();

  /// Objects and arrays that are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

  /// Bytes read so far: where the last token ends.
  [[nodiscard]] std::size_t offset() const { return before_ + at_; }

  /// After Bad.
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
  /// A token that has begun and may go on in the next piece.
  enum class Within : std::uint8_t { None, Key, String, Number, Word };
  enum class NumberState : std::uint8_t {
    Start,
    Sign,
    Zero,
    Whole,
    Point,
    Fraction,
    Mark,
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
  bool takes_in_escape(char c);
  static NumberState after(NumberState state, char c);
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t before_ = 0;  ///< bytes of the pieces before this one
  bool is_last_ = false;
  InvalidUtf8 invalid_utf8_ = InvalidUtf8::Refused;
  std::vector<bool> open_;  ///< true for an object
  Expect expect_ = Expect::Value;

  Within within_ = Within::None;
  std::size_t token_offset_ = 0;  ///< Number, Word: where it has begun
  NumberState number_ = NumberState::Start;
  std::string_view word_;  ///< what is still missing of it
  JsonToken::Kind word_kind_ = JsonToken::Kind::Null;
  /// Of an escape in a string: the characters still to come; \u has four, and before the letter
  /// that says which it is it counts as five. 0: there is none.
  unsigned escape_left_ = 0;
  std::size_t escape_offset_ = 0;
  std::size_t replaced_ = 0;  ///< bytes to be replaced next

  JsonProblem problem_;
  bool is_bad_ = false;
};

/// Writes tokens one after the other, without blanks between them.
class JsonCompactor {
 public:
  void append(std::string& out, const JsonToken& token);

  /// Where the token that was appended last begins, all parts of it included.
  [[nodiscard]] std::size_t token_begin() const { return token_begin_; }

 private:
  bool needs_comma_ = false;
  bool in_token_ = false;
  std::size_t token_begin_ = 0;
};

/// Appends the value without the blanks between its tokens; strings and numbers stay as they stand.
/// \returns why it is not valid, in which case `out` holds a part of it
std::optional<JsonProblem> compact_json(std::string_view text, std::string& out);

/// Nothing but what JSON takes for blanks.
bool is_blank(std::string_view text);

/// The value of a key or string, in UTF-16 as JSON has it.
/// \param token as the reader gives it, quotes included
std::u16string json_string_value(std::string_view token);

/// Appends what stands between the quotation marks of a JSON string, escaped as JSON.stringify does
/// it. Invalid UTF-8 becomes U+FFFD, one for each maximal part of a character, as Node decodes it.
void append_json_escaped(std::string& out, std::string_view bytes);

/// The same from one-byte characters, and from UTF-16 in little-endian order, whose lone surrogates
/// are escaped. A last odd byte is dropped.
void append_json_latin1(std::string& out, std::string_view bytes);
void append_json_utf16(std::string& out, std::string_view bytes);

/// The whole string, in quotes.
void append_json_string(std::string& out, std::string_view bytes);

}  // namespace cpr
