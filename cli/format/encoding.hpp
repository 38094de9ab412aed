// Bytes as text, in the encodings that Node's Buffer has.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cpr::cli {

enum class Encoding : std::uint8_t { Utf8, Buffer, Hex, Base64, Base64Url, Latin1, Ascii, Utf16Le };

/// By Node's names, any case, second names included (`utf-8`, `binary`, `ucs2`).
std::optional<Encoding> parse_encoding(std::string_view name);

/// How many bytes at the end may be the beginning of something that goes on in the next chunk: a
/// character, or with base64 a group of three bytes.
std::size_t unfinished_suffix(std::string_view bytes, Encoding encoding);

/// Bytes to UTF-8 as Node's Buffer.toString does it for the text encodings; ascii drops the
/// eighth bit; lone surrogates of UTF-16, which UTF-8 cannot say, become U+FFFD.
std::string utf8_from_latin1(std::string_view bytes);
std::string utf8_from_ascii(std::string_view bytes);
std::string utf8_from_utf16le(std::string_view bytes);

}  // namespace cpr::cli
