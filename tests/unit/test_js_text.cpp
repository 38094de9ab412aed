#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "text/js_text.hpp"

using namespace cpr;

namespace {

std::string number(double value) {
  std::string out;
  append_js_number(out, value);
  return out;
}

std::string date(double milliseconds) {
  std::string out;
  append_js_date(out, milliseconds);
  return out;
}

}  // namespace

TEST_CASE("js text: numbers as in JavaScript") {
  CHECK(number(0) == "0");
  CHECK(number(-0.0) == "0");
  CHECK(number(-1.5) == "-1.5");
  CHECK(number(100) == "100");
  CHECK(number(123456789012) == "123456789012");
  CHECK(number(0.1) == "0.1");
  CHECK(number(1e20) == "100000000000000000000");
  CHECK(number(1e21) == "1e+21");
  CHECK(number(1.25e25) == "1.25e+25");
  CHECK(number(0.000001) == "0.000001");
  CHECK(number(1.5e-7) == "1.5e-7");
  CHECK(number(5e-324) == "5e-324");
  CHECK(number(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(number(9007199254740993.0) == "9007199254740992");
  CHECK(number(std::numeric_limits<double>::infinity()) == "null");
  CHECK(number(std::nan("")) == "null");
}

TEST_CASE("js text: dates as in toISOString") {
  CHECK(date(0) == R"("1970-01-01T00:00:00.000Z")");
  CHECK(date(951782400000) == R"("2000-02-29T00:00:00.000Z")");
  CHECK(date(1709251199999) == R"("2024-02-29T23:59:59.999Z")");
  CHECK(date(-1) == R"("1969-12-31T23:59:59.999Z")");
  CHECK(date(-62198755200000) == R"("-000001-01-01T00:00:00.000Z")");
  CHECK(date(253402300800000) == R"("+010000-01-01T00:00:00.000Z")");
  CHECK(date(8.64e15) == R"("+275760-09-13T00:00:00.000Z")");
  CHECK(date(8.64e15 + 1) == "null");
  CHECK(date(std::nan("")) == "null");
}

TEST_CASE("js text: BigInts of any size") {
  CHECK(js_bigint("", false) == "0");
  CHECK(js_bigint(std::string_view("\0\0", 2), true) == "0");
  CHECK(js_bigint("\x7b", false) == "123");
  CHECK(js_bigint("\x7b", true) == "-123");
  CHECK(js_bigint(std::string_view("\x00\xca\x9a\x3b", 4), false) == "1000000000");
  CHECK(js_bigint(std::string(8, '\xff'), false) == "18446744073709551615");
  CHECK(js_bigint(std::string(16, '\xff'), false) == "340282366920938463463374607431768211455");
}
