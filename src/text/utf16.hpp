// UTF-16, the text of Windows. A surrogate without its other half is three bytes in the 8-bit form
// (WTF-8), so that every name of a file comes through unchanged.
#pragma once

#include <string>
#include <string_view>

namespace cpr {

/// Invalid bytes become U+FFFD.
std::u16string utf16_of(std::string_view text);

std::string utf8_of(std::u16string_view text);

}  // namespace cpr
