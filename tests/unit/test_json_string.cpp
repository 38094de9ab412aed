#include <doctest/doctest.h>

#include <string>

#include "text/json_letters.hpp"
#include "text/json_string.hpp"

using namespace cpr;

TEST_CASE("json string: values") {
  CHECK(json_string_value(R"("")") == u"");
  CHECK(json_string_value(R"("cmd")") == u"cmd");
  CHECK(json_string_value(R"("\u0063m\u0064")") == u"cmd");
  CHECK(json_string_value(R"("\"\\\/\b\f\n\r\t")") == u"\"\\/\b\f\n\r\t");
  CHECK(json_string_value("\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"") == u"\u00e4\u20ac\U0001F600");
  CHECK(json_string_value(R"("\ud800")") == std::u16string(1, char16_t{0xD800}));
}

TEST_CASE("json string: from one-byte characters and from UTF-16") {
  std::string out;
  append_json_latin1(out, "a\"\n\xe4\x7f");
  CHECK(out == "a\\\"\\n\xc3\xa4\x7f");
  const auto utf16 = [](std::string_view bytes, LoneSurrogate lone = LoneSurrogate::Escaped) {
    std::string text;
    append_json_utf16(text, bytes, lone);
    return text;
  };
  CHECK(utf16(std::string_view("a\0\xac\x20", 4)) == "a\xe2\x82\xac");
  CHECK(utf16(std::string_view("\x3d\xd8\x00\xde", 4)) == "\xf0\x9f\x98\x80");
  CHECK(utf16(std::string_view("\x3d\xd8z\0", 4)) == "\\ud83dz");
  CHECK(utf16(std::string_view("\x00\xde", 2)) == "\\ude00");
  CHECK(utf16(std::string_view("\x3d\xd8z\0", 4), LoneSurrogate::Replaced) == "\xef\xbf\xbdz");
  CHECK(utf16(std::string_view("a\0b", 3)) == "a");
}

TEST_CASE("json string: the plain prefix ends at every byte that needs an escape") {
  for (std::size_t length = 0; length < 200; ++length) {
    std::string text(length, 'a');
    REQUIRE(plain_prefix(text) == length);
    for (std::size_t at = 0; at < length; at += 1 + at % 7) {
      for (int byte = 0; byte < 256; ++byte) {
        text[at] = static_cast<char>(byte);
        REQUIRE(plain_prefix(text) == (is_plain(text[at]) ? length : at));
      }
      text[at] = 'a';
    }
  }
}

TEST_CASE("json string: of several bytes that need an escape the plain prefix ends at the first") {
  const std::string text = std::string(70, 'a') + "\"b\n\xff";
  for (std::size_t from = 0; from < 70; ++from) {
    REQUIRE(plain_prefix(std::string_view(text).substr(from)) == 70 - from);
  }
}
