#include <doctest/doctest.h>

#include <random>

#include "text/bulk_text.hpp"

using namespace cpr;

namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

std::string base64(std::string_view bytes, Base64 kind = Base64::Standard) {
  std::string out;
  append_base64(out, bytes, kind);
  return out;
}

/// Buffers of every small length at every alignment; what is behind them is no part of them.
template <typename Check>
void for_many(Check check) {
  std::mt19937 random(1);
  std::string bytes(400, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  for (std::size_t from = 0; from < 20; ++from) {
    for (std::size_t size = 0; size < 300; ++size) {
      check(std::string_view(bytes).substr(from, size));
    }
  }
}

}  // namespace

TEST_CASE("bulk text: base64 with and without padding") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("\xff\xfe\xfd") == "//79");
  CHECK(base64("\xff\xfe\xfd", Base64::Url) == "__79");
  CHECK(base64("f", Base64::Url) == "Zg");
  CHECK(hex(std::string_view("\x00\xff\x1a", 3)) == "00ff1a");
}

TEST_CASE("bulk text: many at once are the same as one after the other") {
  for_many([](std::string_view bytes) {
    std::string text;
    bytewise::append_hex(text, bytes);
    REQUIRE(hex(bytes) == text);
    for (const Base64 kind : {Base64::Standard, Base64::Url}) {
      text.clear();
      bytewise::append_base64(text, bytes, kind);
      REQUIRE(base64(bytes, kind) == text);
    }
  });
}

TEST_CASE("bulk text: the first byte that is not plain, wherever it stands and whatever it is") {
  for (std::size_t length = 0; length < 200; ++length) {
    std::string text(length, 'a');
    REQUIRE(plain_prefix(text) == length);
    for (std::size_t at = 0; at < length; at += 1 + at % 7) {
      for (int byte = 0; byte < 256; ++byte) {
        text[at] = static_cast<char>(byte);
        REQUIRE(plain_prefix(text) == bytewise::plain_prefix(text));
        REQUIRE((plain_prefix(text) == length) == is_plain(text[at]));
      }
      text[at] = 'a';
    }
  }
}
