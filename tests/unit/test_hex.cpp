#include <doctest/doctest.h>

#include <string>

#include "text/hex.hpp"

TEST_CASE("hex: two lower-case digits for each byte, for every length") {
  std::string bytes;
  std::string expected = "text: ";
  for (unsigned i = 0; i < 300; ++i) {
    std::string out = "text: ";
    cpr::append_hex(out, bytes);
    REQUIRE(out == expected);
    bytes += static_cast<char>(i * 7);
    expected += "0123456789abcdef"[i * 7 / 16 % 16];
    expected += "0123456789abcdef"[i * 7 % 16];
  }
}
