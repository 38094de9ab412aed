// Reads a value in V8's format at once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "ipc/v8_reader.hpp"

inline std::variant<std::string, cpr::V8Problem> json_from_v8(std::string_view bytes,
                                                              std::size_t most) {
  cpr::V8Reader reader(bytes, most);
  reader.run(cpr::TimePoint::max());
  return reader.take();
}
