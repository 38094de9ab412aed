#include <doctest/doctest.h>

#include "format/encoding.hpp"
#include "text/utf8.hpp"

using namespace cpr;
using namespace cpr::cli;

TEST_CASE("encoding: ascii drops the eighth bit") {
  CHECK(utf8_from_ascii("a\xe4") == "ad");
}

TEST_CASE("encoding: UTF-8 sequences") {
  const auto piece = [](std::string_view bytes) { return utf8_sequence_at(bytes, 0); };
  CHECK(piece("a").valid);
  CHECK(piece("\xc3\xa4").length == 2);
  CHECK(piece("\xf0\x9f\x98\x80").length == 4);
  // The beginning of a valid character is one piece; other invalid bytes are one piece each.
  CHECK_FALSE(piece("\xf0\x9f\x98z").valid);
  CHECK(piece("\xf0\x9f\x98z").length == 3);
  CHECK(piece("\xe2\x82").length == 2);
  CHECK(piece("\xc0\x80").length == 1);
  CHECK(piece("\xed\xa0\x80").length == 1);  // a surrogate
  CHECK(piece("\xf5\x80").length == 1);
  CHECK(piece("\x80").length == 1);
}

TEST_CASE("encoding: bytes that may need the next chunk") {
  const auto suffix = [](std::string_view bytes, Encoding encoding = Encoding::Utf8) {
    return unfinished_suffix(bytes, encoding);
  };
  CHECK(suffix("") == 0);
  CHECK(suffix("abc") == 0);
  CHECK(suffix("a\xc3") == 1);
  CHECK(suffix("a\xc3\xa4") == 0);
  CHECK(suffix("\xf0") == 1);
  CHECK(suffix("x\xf0\x9f") == 2);
  CHECK(suffix("x\xf0\x9f\x98") == 3);
  CHECK(suffix("x\xf0\x9f\x98\x80") == 0);
  CHECK(suffix("\xe2\x82") == 2);
  CHECK(suffix("\xff") == 0);
  CHECK(suffix("\x80\x80") == 0);
  CHECK(suffix("\xed\xa0") == 0);  // cannot become a valid character
  CHECK(suffix("abcd", Encoding::Base64) == 1);
  CHECK(suffix("abcdef", Encoding::Base64Url) == 0);
  CHECK(suffix(std::string_view("a\0\x3d", 3), Encoding::Utf16Le) == 1);
  CHECK(suffix(std::string_view("a\0\x3d\xd8", 4), Encoding::Utf16Le) == 2);
  CHECK(suffix("abc", Encoding::Hex) == 0);
}
