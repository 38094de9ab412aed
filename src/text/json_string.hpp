// Strings of JSON: bytes to escaped text and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cpr {

/// \returns the number of bytes before the first that is not is_plain()
std::size_t plain_prefix(std::string_view bytes);

/// Appends the content of a JSON string, without quotation marks, escaped as JSON.stringify does.
/// Invalid UTF-8 becomes U+FFFD, one for each maximal part of a character, as in Node.
void append_json_escaped(std::string& out, std::string_view bytes);

/// The same for one-byte characters.
void append_json_latin1(std::string& out, std::string_view bytes);

/// How a surrogate without its other half is written, which UTF-8 cannot represent.
enum class LoneSurrogate : std::uint8_t {
  Escaped,   ///< as in JSON.stringify
  Replaced,  ///< by U+FFFD, as in Node's Buffer.toString
};

/// The same for little-endian UTF-16. A last odd byte is dropped.
void append_json_utf16(std::string& out, std::string_view bytes, LoneSurrogate lone);

/// Appends the escaped string in quotation marks.
void append_json_string(std::string& out, std::string_view bytes);

/// \param token a key or string from a JsonReader, with its quotation marks
/// \returns its value in UTF-16, as JavaScript has it
std::u16string json_string_value(std::string_view token);

/// The same in UTF-8. A surrogate without its other half becomes U+FFFD.
std::string json_string_utf8(std::string_view token);

}  // namespace cpr
