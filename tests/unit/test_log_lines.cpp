#include <doctest/doctest.h>

#include <string>

#include "text/log_lines.hpp"

using namespace cpr;
using namespace std::chrono_literals;

namespace {

/// The lines of a text that comes in pieces of `size` bytes.
std::string lines_of(std::string_view text, std::size_t size) {
  LogLines lines("O");
  std::string log;
  while (!text.empty()) {
    lines.feed(text.substr(0, size), 1ms, log);
    text.remove_prefix(std::min(size, text.size()));
  }
  lines.finish(1ms, log);
  return log;
}

/// The same lines, however the text is cut.
void check_lines(std::string_view text, const std::string& expected) {
  CAPTURE(text);
  for (const std::size_t size : {1U, 2U, 3U, 5U, 1000U}) {
    CAPTURE(size);
    CHECK(lines_of(text, size) == expected);
  }
}

std::string shown(std::string_view text) {
  std::string log;
  append_log_line(log, 0s, "O", text);
  return log.substr(9, log.size() - 10);  // without `+0.000 O ` and the newline
}

}  // namespace

TEST_CASE("log lines: time and mark come first") {
  std::string log;
  append_log_line(log, 12'345'999us, "E", "text");
  append_log_line(log, 999us, "3", "");
  append_log_line(log, 100'000s, "I", "late");
  CHECK(log == "+12.345 E text\n+0.000 3 \n+100000.000 I late\n");
}

TEST_CASE("log lines: a line ends at a newline, a carriage return, or both") {
  check_lines("", "");
  check_lines("a\nb\n", "+0.001 O a\n+0.001 O b\n");
  check_lines("a\n\nb", "+0.001 O a\n+0.001 O \n+0.001 O b\n");
  check_lines("a\r\nb\r\n", "+0.001 O a\n+0.001 O b\n");
  check_lines("a\r\n\r\nb", "+0.001 O a\n+0.001 O \n+0.001 O b\n");
  check_lines("\n", "+0.001 O \n");
  check_lines("\r\n", "+0.001 O \n");
}

TEST_CASE("log lines: each state of a progress bar is a line, and none is empty") {
  check_lines("\r10%\r20%\r\r100%\n", "+0.001 O 10%\n+0.001 O 20%\n+0.001 O 100%\n");
  check_lines("10%\r\r\ndone\n", "+0.001 O 10%\n+0.001 O done\n");
  check_lines("10%\r\n\ndone", "+0.001 O 10%\n+0.001 O \n+0.001 O done\n");
}

TEST_CASE("log lines: characters are not cut, and invalid bytes are replaced") {
  check_lines("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\n",
              "+0.001 O \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\n");
  check_lines(
      "a\xFF"
      "b\xC3\nc\xE2\x82",
      "+0.001 O a\xEF\xBF\xBD"
      "b\xEF\xBF\xBD\n+0.001 O c\xEF\xBF\xBD\n");
}

TEST_CASE("log lines: escape sequences are omitted, other control characters are shown") {
  CHECK(shown("\x1b[1;31mred\x1b[0m \x1b[?25l\x1b[2K\x1b[10;20Hplain") == "red plain");
  CHECK(shown("\x1b]0;title\atext\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\") == "textlink");
  CHECK(shown("\x1b(B\x1b=\x1b"
              "7x") == "x");
  CHECK(shown("tab\tbell\a back\b null" + std::string(1, '\0') + " del\x7f") ==
        "tab\tbell\\x07 back\\x08 null\\x00 del\\x7f");
  CHECK(shown("\xC2\x85") == "\\xc2\\x85");
  CHECK(shown("\x1b[1;3") == "\\x1b[1;3");
  CHECK(shown("\x1b") == "\\x1b");
  CHECK(shown("\x1b]endless") == "\\x1b]endless");
}

TEST_CASE("log lines: a long line is continued, and its memory is bounded") {
  std::string text(LogLines::longest - 1, 'a');
  text += "\xC3\xA4" + std::string(10, 'b') + "\n";
  const std::string expected = "+0.001 O " + std::string(LogLines::longest - 1, 'a') +
                               "\n+0.001 O \xC3\xA4" + std::string(10, 'b') + "\n";
  for (const std::size_t size : {7U, 65536U, 1'000'000U}) CHECK((lines_of(text, size) == expected));
  CHECK(lines_of(std::string(LogLines::longest, 'a') + "\n", 100).size() == LogLines::longest + 10);
}
