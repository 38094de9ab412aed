// The lines of --log-format lines: `+12.345 O text`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/clock.hpp"

namespace cpr {

/// Appends one line to `log`: seconds since the start, a mark, and the text as plain text. Invalid
/// UTF-8 becomes U+FFFD, escape sequences of terminals are omitted, and other control characters
/// but the tab are shown as `\x07`.
/// \param text without a newline
void append_log_line(std::string& log, Duration at, std::string_view mark, std::string_view text);

/// Splits one stream into lines of the log. A newline, a carriage return (progress bars) and both
/// together end a line; carriage returns alone make no empty lines.
class LogLines {
 public:
  /// A longer line is continued in the next line of the log.
  static constexpr std::size_t longest = 65536;

  /// \param mark of the stream
  explicit LogLines(std::string mark) : mark_(std::move(mark)) {}

  /// Takes the next bytes of the stream, and appends the lines that they complete to `log`.
  /// \param at since the start
  void feed(std::string_view bytes, Duration at, std::string& log);

  /// The stream is at its end: appends its unfinished line, if there is one.
  void finish(Duration at, std::string& log);

 private:
  void hold(std::string_view bytes, Duration at, std::string& log);
  void end_line(char end, Duration at, std::string& log);

  /// What a newline means now.
  enum class Newline : std::uint8_t {
    EndsLine,
    EndsNothing,  ///< the carriage return before it has ended the line
  };

  std::string mark_;
  std::string line_;  ///< the beginning of a line; at most `longest` bytes
  Newline newline_ = Newline::EndsLine;
};

}  // namespace cpr
