// Bytes as hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace cpr {

/// Two lower-case digits for each byte.
void append_hex(std::string& out, std::string_view bytes);

}  // namespace cpr
