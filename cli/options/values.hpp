// Text of the command line to values. Strict: no blanks, no signs, no octal; a number that is too
// large is the largest.
//
// The parse functions throw UsageError. Its message begins with `what`, the option or variable that
// the text came from, shows the text and says what to write instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "format/encoding.hpp"
#include "options.hpp"

namespace cpr::cli {

/// A bare integer is milliseconds; suffixes us ms s m h d, also compound (1m30s) and, with a
/// suffix, as a fraction (1.5s, .5s). `none` means no limit.
std::optional<Duration> parse_duration(std::string_view what, std::string_view text);

/// A time between two reports: at least 100 ms, and not `none`.
Duration parse_interval(std::string_view what, std::string_view text);

/// As timeout(1) takes it: a number as for strtold(3), in seconds or with one of the suffixes
/// s m h d, rounded up to a nanosecond; 1e3, 0x10 and inf are valid. All that parse_duration()
/// takes with a unit is valid as well.
std::optional<Duration> parse_seconds(std::string_view what, std::string_view text);

/// Whether parse_duration() accepts a text.
bool is_duration(std::string_view text);

/// A correction of a text that is not a duration: 1.5s for 1.5, 5m for "5 min".
std::optional<std::string> meant_duration(std::string_view text);

/// A bare integer from 1 to 999: valid milliseconds, but probably meant as seconds.
std::optional<int> bare_number(std::string_view text);

/// Bytes; K M G and KiB MiB GiB are powers of 1024, kB MB GB of 1000; none and Infinity: no limit.
std::optional<std::uint64_t> parse_size(std::string_view what, std::string_view text);

/// As parse_size(), and at least 1 MiB.
std::optional<std::uint64_t> parse_memory(std::string_view what, std::string_view text);

/// Whether parse_size() accepts a text.
bool is_size(std::string_view text);

int parse_signal_value(std::string_view what, std::string_view text);

/// KEY=VALUE; the key is not empty.
std::pair<std::string, std::string> parse_env_pair(std::string_view what, std::string_view text);

/// KEY, not empty and without `=`.
std::string parse_env_name(std::string_view what, std::string_view text);

/// By any of Node's names, case-insensitive.
Encoding parse_encoding_value(std::string_view what, std::string_view text);

/// \param kind what the text names, for the message: "file", "directory"
std::string parse_nonempty(std::string_view what, std::string_view text, std::string_view kind);

/// From 1 to 1000.
std::size_t parse_replies(std::string_view what, std::string_view text);
std::size_t parse_workers(std::string_view what, std::string_view text);

/// The N of fd:N, which must be open for reading or for writing.
int parse_fd(std::string_view what, std::string_view text, bool for_writing);

/// A file that can be created or written to.
std::string parse_output_file(std::string_view what, std::string_view text);

/// FILE or fd:N; the fd must be open for writing, the file must be possible to write.
OutputTarget parse_output_target(std::string_view what, std::string_view text);

/// The same, or `>>FILE` and `>FILE`.
LogOptions parse_log(std::string_view what, std::string_view text);

/// A whole decimal number.
std::optional<std::uint64_t> parse_whole(std::string_view text);

}  // namespace cpr::cli
