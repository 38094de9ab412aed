#include <doctest/doctest.h>

#include <array>
#include <string>

#include "format/printable.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

TEST_CASE("printable: control characters are escaped") {
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable("\x1b[31m\x07\x7f") == "\\x1b[31m\\x07\\x7f");
  CHECK(printable(std::string_view("\0", 1)) == "\\x00");
  // C1: U+0080, U+009B (CSI), U+009F
  CHECK(printable("\xc2\x80 \xc2\x9b \xc2\x9f") == "\\xc2\\x80 \\xc2\\x9b \\xc2\\x9f");
  // U+061C, U+200E, U+200F
  CHECK(printable("\xd8\x9c|\xe2\x80\x8e|\xe2\x80\x8f") ==
        "\\xd8\\x9c|\\xe2\\x80\\x8e|\\xe2\\x80\\x8f");
  for (char last = '\xa8'; last <= '\xae'; ++last) {  // U+2028 to U+202E
    const std::string text = std::string("\xe2\x80") + last;
    CAPTURE(text);
    CHECK(printable(text).starts_with("\\xe2\\x80\\xa"));
  }
  for (char last = '\xa6'; last <= '\xa9'; ++last) {  // U+2066 to U+2069
    CHECK(printable(std::string("\xe2\x81") + last).starts_with("\\xe2\\x81\\xa"));
  }
}

TEST_CASE("printable: bytes that are not UTF-8") {
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("\x9b"
                  "31m") == "\\x9b31m");                  // CSI in a terminal of 8 bits
  CHECK(printable("\xc0\x9b") == "\\xc0\\x9b");           // overlong form of U+001B
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // half of a surrogate pair
  CHECK(printable("a\xe2\x80") == "a\\xe2\\x80");         // unfinished
}

TEST_CASE("printable: other text is unchanged") {
  for (const char* text :
       {"", "a b", "\\x1b", "\\n", "'\"", "\xc3\xa4", "\xc2\xa0", "\xe2\x80\x93", "\xe2\x82\xac",
        "\xd8\xa7", "\xe2\x80\x8d", "\xe2\x81\xaa", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(printable(text) == text);
  }
}

TEST_CASE("printable: a prefix does not cut a character") {
  CHECK(prefix_of("abc", 3) == "abc");
  CHECK(prefix_of("abc", 2) == "ab");
  CHECK(prefix_of("a\xe2\x82\xac", 4) == "a\xe2\x82\xac");
  CHECK(prefix_of("a\xe2\x82\xac", 3) == "a");
  CHECK(prefix_of("\xff\xff\xff", 2) == "\xff\xff");
}

TEST_CASE("printable: a shell word") {
  CHECK(shell_word("ls") == "ls");
  CHECK(shell_word("--timeout=5s") == "--timeout=5s");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("ls -l") == "'ls -l'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("$1") == "'$1'");
  CHECK(shell_word(">out.txt") == "'>out.txt'");
  CHECK(shell_word("~") == "'~'");
  CHECK(shell_word("\xc3\xa4") == "\xc3\xa4");
  CHECK(shell_word("a\nb") == "$'a\\nb'");
  CHECK(shell_word("'\\\x1b\xff") == "$'\\'\\\\\\x1b\\xff'");
  const std::array<std::string, 3> words{"cpr", "exec", "a b"};
  CHECK(shell_line(words) == "cpr exec 'a b'");
}

TEST_CASE("printable: human-readable durations") {
  CHECK(human(300ms) == "300 ms");
  CHECK(human(5s) == "5 s");
  CHECK(human(1500ms) == "1.5 s");
  CHECK(human(90s) == "90 s");
  CHECK(human(250us) == "250 us");
}

TEST_CASE("printable: quoted text is shortened") {
  CHECK(in_quotes(std::string(71, 'x') + "\xc3\xa4") == "'" + std::string(71, 'x') + "...'");
  CHECK(in_quotes(std::string(200, 'x')).size() < 80);
}

TEST_CASE("utc: milliseconds, rounded down, also before 1970") {
  using namespace std::chrono;
  const auto at = [](microseconds since) { return utc(WallClock::time_point(since)); };
  CHECK(at(0us) == "1970-01-01T00:00:00.000Z");
  CHECK(at(1795694399999999us) == "2026-11-26T11:59:59.999Z");
  CHECK(at(951782400000000us) == "2000-02-29T00:00:00.000Z");
  CHECK(at(-1us) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("printable: sizes") {
  CHECK(human_size(0) == "0 B");
  CHECK(human_size(1023) == "1023 B");
  CHECK(human_size(1024) == "1 KiB");
  CHECK(human_size(1536) == "1.5 KiB");
  CHECK(human_size(100 << 20) == "100 MiB");
  CHECK(human_size((100ULL << 30U) + (300ULL << 20U)) == "100.3 GiB");
  CHECK(human_size(5000ULL << 40U) == "5000 TiB");
}

TEST_CASE("printable: what a signal was sent to") {
  CHECK(describe(Recipients{.pids = 1}) == "1 process");
  CHECK(describe(Recipients{.pids = 2}) == "2 processes");
  CHECK(describe(Recipients{.groups = 1}) == "1 process group");
  CHECK(describe(Recipients{.pids = 1, .groups = 2}) == "2 process groups and 1 process");
}
