#include <doctest/doctest.h>

#include <random>
#include <string>

#include "text/line_search.hpp"

using namespace cpr;

TEST_CASE("line search: a line counts when it has ended") {
  LineSearch search("ready");
  CHECK_FALSE(search.feed("already"));
  CHECK(search.in_last_line());
  CHECK_FALSE(search.feed(" "));
  CHECK(search.feed("\n"));
}

TEST_CASE("line search: the text may come in pieces, but not in two lines") {
  LineSearch pieces("abc");
  for (const char* piece : {"xa", "b", "c", "x"}) CHECK_FALSE(pieces.feed(piece));
  CHECK(pieces.feed("\nabd"));
  LineSearch lines("abc");
  CHECK_FALSE(lines.feed("ab\nc\nabc"));
  CHECK(lines.feed("\n"));
}

TEST_CASE("line search: the text may begin within a part of itself") {
  CHECK(LineSearch("aab").feed("aaab\n"));
  CHECK(LineSearch("ababac").feed("abababac\n"));
  CHECK_FALSE(LineSearch("ababac").feed("ababab\nac\n"));
  LineSearch zero(std::string("a\0b", 3));
  CHECK(zero.feed(std::string("a\0a\0b\n", 6)));
}

TEST_CASE("line search: as std::string::find, for random lines cut at random places") {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto letters = [&](std::size_t most, const char* from, unsigned kinds) {
      std::string text;
      for (std::size_t n = random() % most; n > 0; --n) text += from[random() % kinds];
      return text;
    };
    const std::string text = letters(5, "ab", 2) + "a";
    const std::string bytes = letters(40, "aabb\n", 5);
    bool expected = false;
    for (std::size_t from = 0; from < bytes.size();) {
      const std::size_t end = bytes.find('\n', from);
      if (end == bytes.npos) break;
      expected = expected || bytes.substr(from, end - from).find(text) != bytes.npos;
      from = end + 1;
    }
    CAPTURE(text);
    CAPTURE(bytes);
    LineSearch search(text);
    bool found = false;
    for (std::size_t at = 0; at < bytes.size() && !found;) {
      const std::size_t n = 1 + random() % 7;
      found = search.feed(std::string_view(bytes).substr(at, n));
      at += n;
    }
    REQUIRE(found == expected);
  }
}
