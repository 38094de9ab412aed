// Slots of a text that is generated from the option table: lines `@WORD@` or `@WORD ARGUMENT@`.
#pragma once

#include <string>
#include <string_view>

#include "format/fmt.hpp"
#include "text/lines.hpp"
#include "usage_error.hpp"

namespace cpr::cli {

inline bool is_slot(std::string_view line) {
  return line.size() > 2 && line.front() == '@' && line.back() == '@' && line[1] >= 'A' &&
         line[1] <= 'Z';
}

/// Copies a text with `fill(slot, rest)` instead of every slot. `rest` is the text after the slot;
/// `fill` may consume its beginning.
template <typename Fill>
std::string with_slots(std::string_view text, Fill fill) {
  std::string out;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (is_slot(line)) {
      out += fill(line.substr(1, line.size() - 2), text);
    } else {
      out += line;
      out += '\n';
    }
  }
  return out;
}

/// \throws UsageError
[[noreturn]] inline void unknown_slot(std::string_view slot) {
  throw UsageError(fmt::format("slot '@{}@' does not exist: see generate_manual.hpp", slot));
}

}  // namespace cpr::cli
