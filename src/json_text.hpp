// JSON as text: read piece by piece, made compact, and its strings. No tree in between.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpr {

/// A piece of a JSON text.
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
    End,  ///< the one value was read, and nothing is behind it
    Bad,  ///< it is no JSON: see JsonReader::problem
  };
  Kind kind = Kind::Bad;
  std::string_view text;  ///< as it stands; keys and strings with their quotes
};

struct JsonProblem {
  std::size_t offset = 0;  ///< bytes from the start of the text
  std::string_view what;   ///< what was found or is missing there
};

/// Reads one value, as strictly as JSON.parse does. Nesting costs a bit a level and no stack.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  /// The next piece. After End and Bad the same one comes again.
  JsonToken next();

  /// Objects and arrays that are open.
  [[nodiscard]] std::size_t depth() const { return open_.size(); }

  /// Bytes read so far: where the last piece ends.
  [[nodiscard]] std::size_t offset() const { return at_; }

  /// After Bad.
  [[nodiscard]] const JsonProblem& problem() const { return problem_; }

 private:
  enum class Expect : std::uint8_t { Value, ValueOrEnd, Key, KeyOrEnd, CommaOrEnd, Nothing };

  JsonToken value();
  JsonToken key();
  JsonToken comma_or_end();
  JsonToken opened(JsonToken::Kind kind, bool object);
  JsonToken closed();
  JsonToken scalar(JsonToken::Kind kind, std::size_t length);
  JsonToken word(std::string_view word, JsonToken::Kind kind);
  JsonToken bad(std::string_view what);
  [[nodiscard]] std::size_t string_length();
  [[nodiscard]] std::size_t number_length() const;
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<bool> open_;  ///< true for an object
  Expect expect_ = Expect::Value;
  JsonProblem problem_;
  bool is_bad_ = false;
};

/// Appends the value without the blanks between its pieces; strings and numbers stay as they stand.
/// \returns why it is no JSON, in which case `out` holds a part of it
std::optional<JsonProblem> compact_json(std::string_view text, std::string& out);

/// Nothing but what JSON takes for blanks.
bool is_blank(std::string_view text);

/// The value of a key or string, in UTF-16 as JSON has it.
/// \param token as the reader gives it, quotes included
std::u16string json_string_value(std::string_view token);

/// Appends what stands between the quotation marks of a JSON string, escaped as JSON.stringify does
/// it. Invalid UTF-8 becomes U+FFFD, one for each maximal part of a character, as Node decodes it.
void append_json_escaped(std::string& out, std::string_view bytes);

/// The whole string.
void append_json_string(std::string& out, std::string_view bytes);

/// The same from one-byte characters, and from UTF-16 in little-endian order, whose lone surrogates
/// are escaped. A last odd byte is dropped.
void append_json_latin1(std::string& out, std::string_view bytes);
void append_json_utf16(std::string& out, std::string_view bytes);

}  // namespace cpr
