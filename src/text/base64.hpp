// Bytes as base64 (RFC 4648).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cpr {

enum class Base64 : std::uint8_t {
  Standard,  ///< section 4: + and /, padded with =
  Url,       ///< section 5: - and _, not padded
};

void append_base64(std::string& out, std::string_view bytes, Base64 kind);

}  // namespace cpr
