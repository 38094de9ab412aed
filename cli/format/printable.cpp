#include "format/printable.hpp"

#include <algorithm>
#include <cmath>

#include "format/fmt.hpp"
#include "text/utf8.hpp"

namespace cpr::cli {
namespace {

bool is_harmless(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (c < 0x20 || within(0x7F, 0x9F)) return false;
  if (c == 0x061C || within(0x200E, 0x200F)) return false;  // directional marks
  return !within(0x2028, 0x202E) && !within(0x2066, 0x2069);
}

/// Escapes as in a shell's $'...'.
void append_bytes(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
}

/// \returns true when nothing had to be escaped
bool append_printable(std::string& out, std::string_view text) {
  bool all = true;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Sequence sequence = utf8_sequence_at(text, at);
    const auto piece = text.substr(at, sequence.length);
    if (sequence.valid && is_harmless(utf8_character(piece))) {
      out += piece;
    } else {
      append_bytes(out, piece);
      all = false;
    }
    at += sequence.length;
  }
  return all;
}

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || std::string_view("%+,-./:=@_").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_printable(out, text);
  return out;
}

std::string_view prefix_of(std::string_view text, std::size_t size) {
  const auto prefix = text.substr(0, size);
  return prefix.size() == text.size() ? prefix : prefix.substr(0, size - unfinished_utf8(prefix));
}

std::string shell_word(std::string_view word) {
  std::string shown;
  if (!append_printable(shown, word)) {
    std::string escaped;
    for (const char c : word) {
      if (c == '\\' || c == '\'') escaped += '\\';
      escaped += c;
    }
    return fmt::format("$'{}'", printable(escaped));
  }
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return shown;
  return shell_quoted(word);
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string shell_line(std::span<const std::string> words) {
  std::string line;
  for (const auto& word : words) {
    if (!line.empty()) line += ' ';
    line += shell_word(word);
  }
  return line;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 72;
  return fmt::format("'{}{}'", prefix_of(text, longest), text.size() > longest ? "..." : "");
}

std::string stream_name(int fd) {
  constexpr std::string_view names[] = {"stdin", "stdout", "stderr"};
  return fd >= 0 && fd < 3 ? std::string(names[fd]) : fmt::format("fd {}", fd);
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string describe(const Recipients& recipients) {
  const auto count = [](int number) { return static_cast<std::uint64_t>(number); };
  const std::string pids = plural(count(recipients.pids), "process", "processes");
  if (recipients.groups == 0) return pids;
  const std::string groups = plural(count(recipients.groups), "process group", "process groups");
  return recipients.pids == 0 ? groups : groups + " and " + pids;
}

std::string human_size(std::uint64_t bytes) {
  constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(units)) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{} {}", std::round(value * 10) / 10, units[unit]);
}

std::string human(Duration duration) {
  using namespace std::chrono;
  const double ms = static_cast<double>(duration.count()) / 1e6;
  if (ms < 1) return fmt::format("{} us", duration_cast<microseconds>(duration).count());
  if (ms < 1000) return fmt::format("{:.4g} ms", ms);
  return fmt::format("{} s", std::round(ms) / 1000);
}

std::string utc(WallClock::time_point time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<milliseconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace cpr::cli
