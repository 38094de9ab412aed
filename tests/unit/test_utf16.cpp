#include <doctest/doctest.h>

#include "text/utf16.hpp"

using namespace cpr;

TEST_CASE("utf16: characters of one unit and of two") {
  CHECK(utf16_of("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80") == u"a\u00e4\u20ac\U0001f600");
  CHECK(utf8_of(u"a\u00e4\u20ac\U0001f600") == "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(utf16_of(std::string_view("a\0b", 3)) == std::u16string(u"a\0b", 3));
}

TEST_CASE("utf16: every unit comes back, also a surrogate alone") {
  for (unsigned unit = 0; unit <= 0xffff; ++unit) {
    const std::u16string one(1, static_cast<char16_t>(unit));
    REQUIRE(utf16_of(utf8_of(one)) == one);
  }
  const std::u16string swapped{u'\xdc00', u'\xd800'};
  CHECK(utf8_of(swapped) == "\xed\xb0\x80\xed\xa0\x80");
  CHECK(utf16_of(utf8_of(swapped)) == swapped);
}

TEST_CASE("utf16: invalid bytes become the replacement character") {
  CHECK(utf16_of("a\xff"
                 "b") ==
        u"a\ufffd"
        u"b");
  CHECK(utf16_of("\xed\xa0") == u"\ufffd\ufffd");
  CHECK(utf16_of("\xc3") == u"\ufffd");
}
