// Untrusted text in a form that is safe on a terminal or in a shell.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/recipients.hpp"

namespace cpr::cli {

/// Escapes control characters (C0, DEL, C1), bidirectional controls, line separators and bytes that
/// are not UTF-8, all of which could move a cursor, change a colour or reorder other text.
std::string printable(std::string_view text);

/// The longest prefix of at most `size` bytes that does not cut a character.
std::string_view prefix_of(std::string_view text, std::size_t size);

/// A shell word, quoted where necessary and printable.
std::string shell_word(std::string_view word);

/// Text in the single quotes of a shell, as it is.
std::string shell_quoted(std::string_view text);

std::string shell_line(std::span<const std::string> words);

/// Text in single quotes, truncated when it is long. say() makes it printable.
std::string in_quotes(std::string_view text);

/// A descriptor of the child: `stdout`, `fd 3`
std::string stream_name(int fd);

/// `1 process`, `2 processes`
std::string plural(std::uint64_t count, std::string_view one, std::string_view many);

/// `2 processes`, `1 process group`
std::string describe(const Recipients& recipients);

/// `512 B`, `100 MiB`, `1.5 GiB`: powers of 1024, with at most one decimal.
std::string human_size(std::uint64_t bytes);

/// `300 ms`, `1.5 s`
std::string human(Duration duration);

/// `2026-11-26T12:00:00.000Z` (ISO 8601); milliseconds are rounded down.
std::string utc(WallClock::time_point time);

}  // namespace cpr::cli
