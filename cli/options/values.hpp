// Text of the command line to values. Strict: no blanks, no signs, no octal, no overflow that
// wraps.
//
// Every function throws UsageError with a message that starts with `what` (the option or variable
// that the text came from), shows the text and says what would be right.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "format/encoding.hpp"
#include "options.hpp"

namespace cpr::cli {

/// A bare integer is milliseconds; suffixes us ms s m h d, also compound (1m30s) and, with a
/// suffix, as a fraction (1.5s, .5s). `none` is no limit.
std::optional<Duration> parse_duration(std::string_view what, std::string_view text);

/// Whether parse_duration() takes a text.
bool is_duration(std::string_view text);

/// What a text that is not a duration was probably meant to be: 1.5s for 1.5, 5m for "5 min".
std::optional<std::string> meant_duration(std::string_view text);

/// A bare integer from 1 to 999: milliseconds, but what a user who thinks in seconds writes.
std::optional<int> bare_number(std::string_view text);

/// Bytes; K M G and KiB MiB GiB are powers of 1024, kB MB GB of 1000; none and Infinity: no limit.
std::optional<std::uint64_t> parse_size(std::string_view what, std::string_view text);

/// Whether parse_size() takes a text.
bool is_size(std::string_view text);

int parse_signal_value(std::string_view what, std::string_view text);

/// KEY=VALUE; the key is not empty.
std::pair<std::string, std::string> parse_env_pair(std::string_view what, std::string_view text);

/// KEY, not empty and without `=`.
std::string parse_env_name(std::string_view what, std::string_view text);

Encoding parse_encoding_value(std::string_view what, std::string_view text);

/// The place of a word among the choices of its option.
std::size_t parse_choice(std::string_view what, std::string_view text,
                         std::span<const std::string_view> choices);

/// A file that can be made or written to.
std::string parse_output_file(std::string_view what, std::string_view text);

/// off, info or debug.
Verbosity parse_verbosity(std::string_view what, std::string_view text);

/// FILE or fd:N; the descriptor must be open for writing, a file must be possible there.
OutputTarget parse_output_target(std::string_view what, std::string_view text);

/// A whole decimal number, or none.
std::optional<std::uint64_t> parse_whole(std::string_view text);

}  // namespace cpr::cli
