// JSON without blanks between its tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "text/json_reader.hpp"

namespace cpr {

/// Writes tokens of a JsonReader one after another, with commas and colons.
class JsonCompactor {
 public:
  void append(std::string& out, const JsonToken& token);

  /// Where the last token begins in `out`; for a token in parts, its first part.
  [[nodiscard]] std::size_t token_begin() const { return token_begin_; }

 private:
  bool needs_comma_ = false;
  bool in_token_ = false;
  std::size_t token_begin_ = 0;
};

/// Appends one value without blanks; strings and numbers keep their spelling.
/// \returns why the text is not valid; `out` then holds a part of it
std::optional<JsonProblem> compact_json(std::string_view text, std::string& out);

}  // namespace cpr
