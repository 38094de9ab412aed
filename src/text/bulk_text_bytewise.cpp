#include <algorithm>

#include "text/bulk_text.hpp"

namespace cpr::bytewise {

std::size_t plain_prefix(std::string_view bytes) {
  const auto* end = std::find_if_not(bytes.begin(), bytes.end(), is_plain);
  return static_cast<std::size_t>(end - bytes.begin());
}

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
}

void append_base64(std::string& out, std::string_view bytes, Base64 kind) {
  const std::string_view alphabet =
      kind == Base64::Url ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                          : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = (group << 8U) | (i < n ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      if (i <= n) {
        out += alphabet[(group >> (18U - 6U * i)) & 0x3FU];
      } else if (kind == Base64::Standard) {
        out += '=';
      }
    }
  }
}

}  // namespace cpr::bytewise
