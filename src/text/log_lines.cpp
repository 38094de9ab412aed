#include "text/log_lines.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <utility>

#include "text/hex.hpp"
#include "text/utf8.hpp"

namespace cpr {
namespace {

bool is_printable_ascii(char c) {
  return (c >= ' ' && c <= '~') || c == '\t';
}

/// The length of the escape sequence (ECMA-48) that `text` begins with; 0: it is incomplete.
std::size_t escape_sequence(std::string_view text) {
  const auto skip = [&](std::size_t at, char first, char last) {
    while (at < text.size() && text[at] >= first && text[at] <= last) ++at;
    return at;
  };
  const auto ends_with = [&](std::size_t at, char first, char last) {
    return at < text.size() && text[at] >= first && text[at] <= last ? at + 1 : 0;
  };
  if (text.size() < 2) return 0;
  if (text[1] == '[') return ends_with(skip(skip(2, '0', '?'), ' ', '/'), '@', '~');
  if (text[1] == ']') {  // ended by BEL or ESC '\'
    const std::size_t end = text.find_first_of("\a\x1b", 2);
    if (end == text.npos) return 0;
    return text[end] == '\a' ? end + 1 : ends_with(end + 1, '\\', '\\');
  }
  return ends_with(skip(1, ' ', '/'), '0', '~');
}

void append_bytes_escaped(std::string& out, std::string_view bytes) {
  for (const char c : bytes) {
    out += "\\x";
    append_hex(out, {&c, 1});
  }
}

void append_plain(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_printable_ascii);
    out.append(text.begin(), end);
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
    if (text.empty()) return;
    const Utf8Sequence sequence = utf8_sequence_at(text, 0);
    std::size_t length = sequence.length;
    const auto piece = text.substr(0, length);
    if (!sequence.valid) {
      out += replacement_character;
    } else if (const std::size_t escape = piece == "\x1b" ? escape_sequence(text) : 0; escape > 0) {
      length = escape;
    } else if (const char32_t c = utf8_character(piece); c < ' ' || (c >= 0x7F && c < 0xA0)) {
      append_bytes_escaped(out, piece);
    } else {
      out += piece;
    }
    text.remove_prefix(length);
  }
}

}  // namespace

void append_log_line(std::string& log, Duration at, std::string_view mark, std::string_view text) {
  const std::int64_t ms = std::chrono::duration_cast<std::chrono::milliseconds>(at).count();
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "+%" PRId64 ".%03" PRId64 " ", ms / 1000,
                ms % 1000);
  log += seconds.data();
  log += mark;
  log += ' ';
  append_plain(log, text);
  log += '\n';
}

void LogLines::feed(std::string_view bytes, Duration at, std::string& log) {
  while (!bytes.empty()) {
    const auto* const end =
        std::find_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || c == '\r'; });
    const auto size = static_cast<std::size_t>(end - bytes.begin());
    if (end == bytes.end()) return hold(bytes, at, log);
    hold(bytes.substr(0, size), at, log);
    end_line(*end, at, log);
    bytes.remove_prefix(size + 1);
  }
}

/// Adds to the unfinished line.
void LogLines::hold(std::string_view bytes, Duration at, std::string& log) {
  if (bytes.empty()) return;
  newline_ = Newline::EndsLine;
  line_ += bytes;
  while (line_.size() > longest) {
    std::size_t size = longest;
    size -= unfinished_utf8(std::string_view(line_).substr(0, size));
    append_log_line(log, at, mark_, std::string_view(line_).substr(0, size));
    line_.erase(0, size);
  }
}

void LogLines::end_line(char end, Duration at, std::string& log) {
  const bool is_newline = end == '\n';
  const bool is_line = !line_.empty() || (is_newline && newline_ == Newline::EndsLine);
  if (is_line) {
    append_log_line(log, at, mark_, line_);
    line_.clear();
  }
  if (is_newline) {
    newline_ = Newline::EndsLine;
  } else if (is_line) {
    newline_ = Newline::EndsNothing;
  }
}

void LogLines::finish(Duration at, std::string& log) {
  if (!line_.empty()) append_log_line(log, at, mark_, std::exchange(line_, {}));
}

}  // namespace cpr
