#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "text/json_string.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

std::string written(std::string_view bytes) {
  std::string out;
  append_json_string(out, bytes);
  return out;
}

}  // namespace

TEST_CASE("json: strings are escaped as by JSON.stringify") {
  CHECK(written("") == R"("")");
  CHECK(written("plain") == R"("plain")");
  CHECK(written("\"\\/") == R"("\"\\/")");
  CHECK(written("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x1f\x7f", 3)) == "\"\\u0000\\u001f\x7f\"");
  CHECK(written("\xc3\xa4\xf0\x9f\x98\x80") == "\"\xc3\xa4\xf0\x9f\x98\x80\"");
}

TEST_CASE("json: invalid UTF-8 becomes U+FFFD, one for each invalid part") {
  const std::string r = "\xef\xbf\xbd";
  CHECK(written("a\xff"
                "b") == "\"a" + r + "b\"");
  CHECK(written("\xf0\x9f\x98") == "\"" + r + "\"");
  CHECK(written("\xc3(") == "\"" + r + "(\"");
}

TEST_CASE("json: a parser returns every byte, or U+FFFD") {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto parsed = nlohmann::json::parse(written(all), nullptr, false);
  REQUIRE(parsed.is_string());
  const auto text = parsed.get<std::string>();
  CHECK(text.substr(0, 128) == all.substr(0, 128));
  CHECK(text.size() == 128 + 128 * 3);
}

TEST_CASE("json: the writer adds the commas") {
  JsonWriter json;
  json.begin_object();
  json.key("a").number(-1).key("b").begin_array().null().boolean(true).begin_object().end_object();
  json.end_array()
      .key("c")
      .milliseconds(std::chrono::nanoseconds(1'234'560))
      .key("d")
      .begin_array()
      .end_array()
      .end_object();
  CHECK(json.text() == R"({"a":-1,"b":[null,true,{}],"c":1.235,"d":[]})");
}

TEST_CASE("json: a drain receives the same text in small pieces") {
  std::string text;
  for (int i = 0; text.size() < 5 * JsonWriter::piece_size; ++i) {
    text +=
        "\xf0\x9f\x98\x80 \xe2\x82\xac\n" + std::string(static_cast<std::size_t>(i % 5), '\xc3');
  }
  std::string drained;
  std::size_t largest = 0;
  JsonWriter json([&](std::string_view piece) {
    largest = std::max(largest, piece.size());
    drained += piece;
  });
  json.begin_array().string(text).number(1).end_array().finish();
  JsonWriter whole;
  whole.begin_array().string(text).number(1).end_array().finish();
  CHECK(drained == whole.text());
  CHECK(whole.text() == "[" + written(text) + ",1]\n");
  CHECK(largest < 4 * JsonWriter::piece_size);
}
