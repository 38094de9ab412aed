// fmt::format() without the headers that take two seconds to compile, and join().
//
// <fmt/core.h> declares what format() calls; fmt.cpp contains it.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace cpr::cli {

/// The elements of a range of strings with a separator between them.
template <typename Range>
std::string join(const Range& range, std::string_view separator) {
  std::string joined;
  bool first = true;
  for (const std::string_view element : range) {
    if (!first) joined += separator;
    first = false;
    joined += element;
  }
  return joined;
}

}  // namespace cpr::cli
