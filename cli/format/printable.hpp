// Text of any origin as a terminal can show it and as a shell can read it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace cpr::cli {

/// The text with everything that could move a cursor, change a colour, start a new line or reorder
/// other text written as its bytes: control characters (C0, DEL, C1), bidirectional controls, line
/// separators and bytes that are not UTF-8. Other text stays as it is.
std::string printable(std::string_view text);

/// The longest start of `text` of at most `size` bytes that does not cut a character.
std::string_view prefix_of(std::string_view text, std::size_t size);

/// A word as it is typed in a shell: quoted where that is necessary. The result is printable.
std::string shell_word(std::string_view word);

/// Words as a command line is typed.
std::string shell_line(std::span<const std::string> words);

/// Text in quotes, shortened when it is long. say() makes it printable.
std::string in_quotes(std::string_view text);

/// A duration as a person reads it: `300 ms`, `1.5 s`.
std::string human(Duration duration);

}  // namespace cpr::cli
