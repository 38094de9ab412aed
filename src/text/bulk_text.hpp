// Text made from many bytes, as many at once as the processor can take: what captured output passes
// through on its way into a result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cpr {

enum class Base64 : std::uint8_t {
  Standard,  ///< + and /, padded with = (RFC 4648, section 4)
  Url,       ///< - and _, not padded (section 5)
};

/// Printable ASCII but for the quotation mark and the backslash: what a JSON string says as it is.
constexpr bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// How many bytes there are before the first that is not plain.
std::size_t plain_prefix(std::string_view bytes);

/// In lower case.
void append_hex(std::string& out, std::string_view bytes);

void append_base64(std::string& out, std::string_view bytes, Base64 kind);

/// The same, one byte after the other: for what is left at the end, and for processors that nobody
/// has written anything faster for.
namespace bytewise {
std::size_t plain_prefix(std::string_view bytes);
void append_hex(std::string& out, std::string_view bytes);
void append_base64(std::string& out, std::string_view bytes, Base64 kind);
}  // namespace bytewise

}  // namespace cpr
