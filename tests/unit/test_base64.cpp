#include <doctest/doctest.h>

#include <random>
#include <string>

#include "text/base64.hpp"

using namespace cpr;

namespace {

std::string base64(std::string_view bytes, Base64 kind = Base64::Standard) {
  std::string out;
  append_base64(out, bytes, kind);
  return out;
}

/// Decoded bit by bit; the padding is skipped.
std::string decoded(std::string_view text, std::string_view alphabet) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') continue;
    bits = bits << 6U | static_cast<unsigned>(alphabet.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(count));
  }
  return bytes;
}

}  // namespace

TEST_CASE("base64: with and without padding") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("\xff\xfe\xfd") == "//79");
  CHECK(base64("\xff\xfe\xfd", Base64::Url) == "__79");
  CHECK(base64("f", Base64::Url) == "Zg");
  CHECK(base64("fo", Base64::Url) == "Zm8");
}

TEST_CASE("base64: appends, and decodes to the same bytes") {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    std::string standard = "text: ";
    append_base64(standard, bytes, Base64::Standard);
    REQUIRE(standard.size() == 6 + (size + 2) / 3 * 4);
    REQUIRE(decoded(standard.substr(6), letters + "+/") == bytes);
    const std::string url = base64(bytes, Base64::Url);
    REQUIRE(url.size() == (size * 8 + 5) / 6);
    REQUIRE(decoded(url, letters + "-_") == bytes);
  }
}
