// Text for the functions of Windows that end in W.
#pragma once

#include <string>
#include <string_view>

#include "text/utf16.hpp"

namespace cpr::windows {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

inline std::wstring wide(std::u16string_view text) {
  return {text.begin(), text.end()};
}

inline std::wstring wide(std::string_view text) {
  return wide(utf16_of(text));
}

inline std::string narrow(std::wstring_view text) {
  return utf8_of(std::u16string(text.begin(), text.end()));
}

}  // namespace cpr::windows
