// Text in lines.
#pragma once

#include <algorithm>
#include <string_view>

namespace cpr {

/// Removes the first line of a text and returns it without its newline.
inline std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

}  // namespace cpr
