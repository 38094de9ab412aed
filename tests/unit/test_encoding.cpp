#include <doctest/doctest.h>

#include "format/encoding.hpp"
#include "text/utf8.hpp"

using namespace cpr;
using namespace cpr::cli;

TEST_CASE("encoding: Node's names") {
  CHECK(parse_encoding("utf8") == Encoding::Utf8);
  CHECK(parse_encoding("UTF-8") == Encoding::Utf8);
  CHECK(parse_encoding("binary") == Encoding::Latin1);
  CHECK(parse_encoding("ucs-2") == Encoding::Utf16Le);
  CHECK(parse_encoding("base64url") == Encoding::Base64Url);
  CHECK_FALSE(parse_encoding("utf7"));
  CHECK_FALSE(parse_encoding(""));
}

TEST_CASE("encoding: latin1, ascii, utf16le become UTF-8") {
  CHECK(utf8_from_latin1("a\xe4\xff") == "a\xc3\xa4\xc3\xbf");
  CHECK(utf8_from_ascii("a\xe4") == "ad");
  CHECK(utf8_from_utf16le(std::string_view("a\0\xe4\0", 4)) == "a\xc3\xa4");
  CHECK(utf8_from_utf16le(std::string_view("\x3d\xd8\x00\xde", 4)) == "\xf0\x9f\x98\x80");
  CHECK(utf8_from_utf16le(std::string_view("\x3d\xd8z\0", 4)) == "\xef\xbf\xbdz");
  CHECK(utf8_from_utf16le(std::string_view("a\0b", 3)) == "a");
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
