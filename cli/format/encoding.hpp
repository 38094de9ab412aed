// Bytes as text, in the encodings of Node's Buffer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpr::cli {

enum class Encoding : std::uint8_t { Utf8, Buffer, Hex, Base64, Base64Url, Latin1, Ascii, Utf16Le };

/// The number of bytes at the end that may need bytes of the next chunk: an unfinished character,
/// or with base64 an unfinished group of three.
std::size_t unfinished_suffix(std::string_view bytes, Encoding encoding);

/// Drops the eighth bit, as Node's Buffer.toString.
std::string utf8_from_ascii(std::string_view bytes);

}  // namespace cpr::cli
