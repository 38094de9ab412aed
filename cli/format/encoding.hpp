// Bytes as text, in the encodings of Node's Buffer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cpr::cli {

enum class Encoding : std::uint8_t { Utf8, Buffer, Hex, Base64, Base64Url, Latin1, Ascii, Utf16Le };

/// By Node's names, case-insensitive, with the aliases (`utf-8`, `binary`, `ucs2`).
std::optional<Encoding> parse_encoding(std::string_view name);

/// The number of bytes at the end that may need bytes of the next chunk: an unfinished character,
/// or with base64 an unfinished group of three.
std::size_t unfinished_suffix(std::string_view bytes, Encoding encoding);

/// Bytes to UTF-8, as Node's Buffer.toString: ascii drops the eighth bit; lone UTF-16 surrogates,
/// which UTF-8 cannot represent, become U+FFFD.
std::string utf8_from_latin1(std::string_view bytes);
std::string utf8_from_ascii(std::string_view bytes);
std::string utf8_from_utf16le(std::string_view bytes);

}  // namespace cpr::cli
