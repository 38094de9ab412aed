#include "options/values.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "io/fd_facts.hpp"
#include "options/words.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

// A suffix comes before its own prefixes.
constexpr auto duration_units = std::to_array<Unit>({
    {"us", 1'000},
    {"ms", 1'000'000},
    {"s", 1'000'000'000},
    {"m", 60ULL * 1'000'000'000},
    {"h", 3600ULL * 1'000'000'000},
    {"d", 86400ULL * 1'000'000'000},
});

constexpr auto size_units = std::to_array<Unit>({
    {"KiB", 1ULL << 10U},
    {"MiB", 1ULL << 20U},
    {"GiB", 1ULL << 30U},
    {"kB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"K", 1ULL << 10U},
    {"M", 1ULL << 20U},
    {"G", 1ULL << 30U},
});

template <std::size_t N>
const Unit* unit_at(const std::array<Unit, N>& units, std::string_view text) {
  for (const auto& unit : units) {
    if (text.starts_with(unit.suffix)) return &unit;
  }
  return nullptr;
}

/// The digits at the start of a text.
std::string_view digits_of(std::string_view text) {
  return text.substr(0, text.find_first_not_of("0123456789"));
}

/// `whole` units and a decimal fraction of one more, saturating.
std::uint64_t scaled(std::uint64_t whole, std::string_view fraction, std::uint64_t factor) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (whole > most / factor) return most;
  std::uint64_t value = whole * factor;
  std::uint64_t part = factor;
  for (const char digit : fraction) {
    part /= 10;
    value += part * static_cast<std::uint64_t>(digit - '0');
  }
  return std::min(value, most);
}

std::optional<std::uint64_t> parse_compound_duration(std::string_view text) {
  std::uint64_t total = 0;
  std::uint64_t previous_factor = std::numeric_limits<std::uint64_t>::max();
  while (!text.empty()) {
    const auto digits = digits_of(text);
    text.remove_prefix(digits.size());
    std::string_view fraction;
    if (text.starts_with('.')) {
      fraction = digits_of(text.substr(1));
      if (fraction.empty()) return std::nullopt;
      text.remove_prefix(1 + fraction.size());
    }
    // `.5s` is valid for timeout(1).
    const auto whole = digits.empty() && !fraction.empty() ? 0 : parse_whole(digits);
    if (!whole) return std::nullopt;
    const Unit* unit = unit_at(duration_units, text);
    // 1m30s, but not 30s1m or 1s1s, which are probably typing errors.
    if (unit == nullptr || unit->factor >= previous_factor) return std::nullopt;
    previous_factor = unit->factor;
    text.remove_prefix(unit->suffix.size());
    total += scaled(*whole, fraction, unit->factor);
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    total = std::min(total, most);
  }
  return total;
}

std::string lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool is_none(std::string_view text) {
  return lower(text) == "none";
}

std::optional<std::uint64_t> nanoseconds_of(std::string_view text) {
  if (const auto milliseconds = parse_whole(text)) return scaled(*milliseconds, {}, 1'000'000);
  return text.empty() ? std::nullopt : parse_compound_duration(text);
}

std::optional<std::uint64_t> bytes_of(std::string_view text) {
  const auto digits = digits_of(text);
  const auto whole = parse_whole(digits);
  const auto suffix = text.substr(digits.size());
  const Unit* unit = unit_at(size_units, suffix);
  const bool known = suffix.empty() || (unit != nullptr && unit->suffix == suffix);
  if (!whole || !known) return std::nullopt;
  return scaled(*whole, {}, unit != nullptr ? unit->factor : 1);
}

struct Alias {
  std::string_view alias;
  std::string_view name;
};

// Other names of units. A number without a unit is in seconds for timeout(1).
constexpr auto long_units = std::to_array<Alias>({
    {"", "s"},
    {"sec", "s"},
    {"secs", "s"},
    {"second", "s"},
    {"seconds", "s"},
    {"min", "m"},
    {"mins", "m"},
    {"minute", "m"},
    {"minutes", "m"},
    {"hour", "h"},
    {"hours", "h"},
    {"day", "d"},
    {"days", "d"},
    {"msec", "ms"},
});

// Node's other names of encodings.
constexpr auto encoding_aliases = std::to_array<Alias>({
    {"utf-8", "utf8"},
    {"binary", "latin1"},
    {"utf-16le", "utf16le"},
    {"ucs2", "utf16le"},
    {"ucs-2", "utf16le"},
});

/// What a word is an alias of, or the word itself.
template <std::size_t N>
std::string_view main_name(std::string_view word, const std::array<Alias, N>& aliases) {
  for (const auto& [alias, name] : aliases) {
    if (alias == word) return name;
  }
  return word;
}

}  // namespace

std::optional<std::uint64_t> parse_whole(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range && at == end) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  if (error != std::errc{} || at != end) return std::nullopt;
  return value;
}

std::optional<int> bare_number(std::string_view text) {
  const auto value = parse_whole(text);
  if (!value || *value == 0 || *value >= 1000) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<Duration> parse_duration(std::string_view what, std::string_view text) {
  if (is_none(text)) return std::nullopt;
  const auto nanoseconds = nanoseconds_of(text);
  if (!nanoseconds) {
    throw UsageError(fmt::format(
        "{}: '{}' is not a duration: write 500 or 500ms, 5s, 1m30s, 1.5h, or none", what, text));
  }
  return Duration(static_cast<std::int64_t>(*nanoseconds));
}

Duration parse_interval(std::string_view what, std::string_view text) {
  constexpr Duration shortest = std::chrono::milliseconds(100);
  const auto interval = parse_duration(what, text);
  if (interval && *interval >= shortest) return *interval;
  const auto bare = bare_number(text);
  throw UsageError(fmt::format("{}: '{}' is not at least 100 ms: write {}s", what, text,
                               bare ? std::to_string(*bare) : "1"));
}

std::optional<Duration> parse_seconds(std::string_view what, std::string_view text) {
  constexpr auto most = static_cast<long double>(Duration::max().count());
  const std::string word(text);
  char* end = nullptr;
  errno = 0;
  const long double number = std::strtold(word.c_str(), &end);
  const std::string_view suffix = *end == 0 ? "s" : end;
  const Unit* unit = suffix.size() == 1 ? unit_at(duration_units, suffix) : nullptr;
  // Also not if it is not a number (nan).
  if (end == word.c_str() || unit == nullptr || !(number >= 0)) {
    if (is_duration(text)) return parse_duration(what, text);
    throw UsageError(fmt::format(
        "{}: '{}' is not a duration: write seconds (5, 0.5), 500ms, 1m30s, 2h, or 0 for no limit",
        what, text));
  }
  // Smaller than the smallest number; 0 would remove the limit.
  if (number == 0 && errno == ERANGE) return Duration(1);
  const long double nanoseconds = std::ceil(number * static_cast<long double>(unit->factor));
  return nanoseconds >= most ? Duration::max() : Duration(static_cast<std::int64_t>(nanoseconds));
}

bool is_duration(std::string_view text) {
  return is_none(text) || nanoseconds_of(text);
}

std::optional<std::string> meant_duration(std::string_view text) {
  const auto number = text.substr(0, text.find_first_not_of(".0123456789"));
  auto unit = text.substr(number.size());
  if (number.empty()) return std::nullopt;
  unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
  if (unit.empty() && parse_whole(number)) return std::nullopt;  // a blank behind it
  const std::string meant = fmt::format("{}{}", number, main_name(lower(unit), long_units));
  return is_duration(meant) ? std::optional(meant) : std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view what, std::string_view text) {
  const std::string word = lower(text);
  if (word == "none" || word == "infinity") return std::nullopt;
  const auto bytes = bytes_of(text);
  if (!bytes) {
    throw UsageError(fmt::format(
        "{}: '{}' is not a size: write bytes (200000), 200K, 10MiB, 10MB, or none", what, text));
  }
  return bytes;
}

std::optional<std::uint64_t> parse_memory(std::string_view what, std::string_view text) {
  constexpr std::uint64_t least = 1U << 20U;
  const auto bytes = parse_size(what, text);
  if (!bytes || *bytes >= least) return bytes;
  throw UsageError(
      fmt::format("{}: '{}' is less than 1 MiB: write a number with its unit K, M or G, as in 100M",
                  what, text));
}

bool is_size(std::string_view text) {
  return bytes_of(text).has_value();
}

int parse_signal_value(std::string_view what, std::string_view text) {
  if (const auto signal = parse_signal(text)) return *signal;
  throw UsageError(fmt::format(
      "{}: '{}' is not a signal: write a name (SIGTERM, TERM, RTMIN+1) or a number (1 to 64)", what,
      text));
}

std::pair<std::string, std::string> parse_env_pair(std::string_view what, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) {
    throw UsageError(fmt::format("{}: '{}' has no '=': write {} KEY=VALUE", what, text, what));
  }
  if (equals == 0) {
    throw UsageError(
        fmt::format("{}: '{}' has no name before the '=': write {} KEY=VALUE", what, text, what));
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string parse_env_name(std::string_view what, std::string_view text) {
  if (text.empty() || text.find('=') != std::string_view::npos) {
    throw UsageError(
        fmt::format("{}: '{}' is not the name of a variable: write the name alone", what, text));
  }
  return std::string(text);
}

Encoding parse_encoding_value(std::string_view what, std::string_view text) {
  const std::string word = lower(text);
  const auto wanted = main_name(word, encoding_aliases);
  for (const auto& [name, encoding] : encodings) {
    if (name == wanted) return encoding;
  }
  refuse_word(what, text, words_of(encodings));
}

std::string parse_nonempty(std::string_view what, std::string_view text, std::string_view kind) {
  if (text.empty()) {
    throw UsageError(fmt::format("{}: the value is empty: specify a {}", what, kind));
  }
  return std::string(text);
}

std::size_t parse_replies(std::string_view what, std::string_view text) {
  const auto count = parse_whole(text);
  if (!count || *count == 0) {
    throw UsageError(
        fmt::format("{}: '{}' is not a number of messages: write 1 or more", what, text));
  }
  return *count;
}

std::size_t parse_workers(std::string_view what, std::string_view text) {
  const auto count = parse_whole(text);
  if (!count || *count == 0 || *count > 1000) {
    throw UsageError(
        fmt::format("{}: '{}' is not a number of workers: write 1 to 1000", what, text));
  }
  return *count;
}

int parse_fd(std::string_view what, std::string_view text, bool for_writing) {
  const auto number = text.starts_with("fd:") ? parse_whole(text.substr(3)) : std::nullopt;
  if (!number || *number > std::numeric_limits<int>::max()) {
    throw UsageError(fmt::format("{}: '{}' is not a file descriptor: write fd:3", what, text));
  }
  const int fd = static_cast<int>(*number);
  const auto mode = fd_mode(fd);
  const char direction = for_writing ? '>' : '<';
  if (!mode) {
    throw UsageError(
        fmt::format("{}: fd {} is not open: open it with {}{}FILE", what, fd, fd, direction));
  }
  if (mode == (for_writing ? FdMode::Read : FdMode::Write)) {
    throw UsageError(fmt::format("{}: fd {} is not open for {}: open it with {}{}FILE", what, fd,
                                 for_writing ? "writing" : "reading", fd, direction));
  }
  return fd;
}

OutputTarget parse_output_target(std::string_view what, std::string_view text) {
  if (text.starts_with("fd:")) return {.path = {}, .fd = parse_fd(what, text, true)};
  return {.path = parse_output_file(what, text), .fd = -1};
}

LogOptions parse_log(std::string_view what, std::string_view text) {
  const bool append = text.starts_with(">>");
  if (!append && !text.starts_with('>')) return {.target = parse_output_target(what, text)};
  text.remove_prefix(append ? 2 : 1);
  return {.target = {.path = parse_output_file(what, text), .fd = -1}, .append = append};
}

std::string parse_output_file(std::string_view what, std::string_view text) {
  std::string path = parse_nonempty(what, text, "file");
  struct stat info {};
  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    throw UsageError(fmt::format("{}: '{}' is a directory: use a file", what, path));
  }
  if (exists && ::access(path.c_str(), W_OK) != 0) {
    throw UsageError(fmt::format("{}: cannot write to '{}': {}", what, path, std::strerror(errno)));
  }
  if (exists) return path;
  const auto slash = path.rfind('/');
  const std::string directory = slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  if (::access(directory.c_str(), W_OK | X_OK) != 0) {
    throw UsageError(fmt::format("{}: cannot write into directory '{}': {}", what, directory,
                                 std::strerror(errno)));
  }
  return path;
}

void refuse_word(std::string_view what, std::string_view text,
                 std::span<const std::string_view> words) {
  throw UsageError(fmt::format("{}: '{}' is not one of {}", what, text, join(words, ", ")));
}

}  // namespace cpr::cli
