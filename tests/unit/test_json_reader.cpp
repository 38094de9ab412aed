#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "text/json_compact.hpp"
#include "text/json_letters.hpp"
#include "text/json_reader.hpp"

using namespace cpr;

namespace {

/// The compact form, or the offset and the problem.
std::string compact(std::string_view text) {
  std::string out;
  const auto problem = compact_json(text, out);
  if (!problem) return out;
  return std::to_string(problem->offset) + ": " + std::string(problem->what);
}

bool is_json(std::string_view text) {
  std::string out;
  return !compact_json(text, out);
}

}  // namespace

TEST_CASE("json reader: only blanks between tokens are removed") {
  CHECK(compact(R"({"a":1})") == R"({"a":1})");
  CHECK(compact(" { \"a\" :\t[ 1 , -2.50e+3 , { } , [ ] ] ,\r\n\"b\":null } ") ==
        R"({"a":[1,-2.50e+3,{},[]],"b":null})");
  CHECK(compact(R"(  "a b\u00e4\ud83d"  )") == R"("a b\u00e4\ud83d")");
  CHECK(compact("true") == "true");
  CHECK(compact("[false , 0]") == "[false,0]");
  CHECK(compact(R"({"a":{"b":[[],{}]},"c":"d"})") == R"({"a":{"b":[[],{}]},"c":"d"})");
}

TEST_CASE("json reader: as strict as JSON.parse, with the offset of the problem") {
  CHECK(compact("") == "0: it ends too early");
  CHECK(compact("{\"a\":") == "5: it ends too early");
  CHECK(compact("{'a':1}") == "1: a key is missing");
  CHECK(compact("{a:1}") == "1: a key is missing");
  CHECK(compact("[1,]") == "3: no value starts like this");
  CHECK(compact("{\"a\":1,}") == "7: a key is missing");
  CHECK(compact("[1 2]") == "3: ',' is missing");
  CHECK(compact("{\"a\" 1}") == "5: ':' is missing");
  CHECK(compact("1 2") == "2: more than one value");
  CHECK(compact("[1]]") == "3: more than one value");
  CHECK(compact("\"a") == "2: a string does not end");
  CHECK(compact("\"a\tb\"") == "2: a control character in a string");
  CHECK(compact("\"\\x\"") == "1: an unknown escape in a string");
  CHECK(compact("\"\\u12g4\"") == "1: an unknown escape in a string");
  CHECK(compact("\"\xff\"") == "1: it is not UTF-8");
  CHECK(compact("\"\xed\xa0\x80\"") == "1: it is not UTF-8");
  for (
      const char* text :
      {"01",  "+1",        "-", "1.", ".5", "1e", "1e+", "0x10",           "NaN", "Infinity", "tru",
       "nul", "undefined", "[", "]",  "{",  "}",  ",",   "\xef\xbb\xbf{}", "{]",  "[}"}) {
    CAPTURE(text);
    CHECK_FALSE(is_json(text));
  }
  for (const char* text : {"0", "-0", "1.5E-7", "-12e+3", "\"\x7f\"", "[[[]]]"}) {
    CAPTURE(text);
    CHECK(is_json(text));
  }
}

TEST_CASE("json reader: nesting is limited") {
  const std::string deep = std::string(1000, '[') + std::string(1000, ']');
  CHECK(compact(deep) == deep);
  CHECK(compact('[' + deep + ']') == "1000: it is nested deeper than 1,000 levels");
  JsonReader reader(std::string_view("[[[["));
  for (int i = 0; i < 4; ++i) CHECK(reader.next().kind == JsonToken::Kind::BeginArray);
  CHECK(reader.depth() == 4);
  std::string out;
  CHECK(compact_json(std::string(1001, '['), out)->too_deep);
  CHECK_FALSE(compact_json("[", out)->too_deep);
}

TEST_CASE("json reader: accepts the same texts as another parser") {
  // Mutations of valid texts: random bytes would hardly reach the rules.
  const std::string seeds[] = {R"({"a":[1,2.5e3,"x\n\u00e4"],"b":{"c":null,"d":true}})",
                               R"([[],{},"",-0.0,1E5,false,"\ud83d\ude00"])", R"("text")", "12"};
  const std::string letters = "{}[]\",:0123456789.eE+-truefalsn\\u \t\xc3\xa4";
  std::mt19937 random(5);
  int valid = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = seeds[random() % 4];
    for (auto changes = random() % 3; changes > 0; --changes) {
      text[random() % text.size()] = letters[random() % letters.size()];
    }
    CAPTURE(text);
    // nlohmann refuses numbers that are too large, JSON.parse reads them as infinity.
    auto wanted = nlohmann::json::accept(text);
    if (!wanted && is_json(text) && text.find_first_of("eE") != text.npos) wanted = true;
    CHECK(is_json(text) == wanted);
    if (!is_json(text)) continue;
    ++valid;
    CHECK(compact(compact(text)) == compact(text));
  }
  CHECK(valid > 5'000);
}

TEST_CASE("json reader: blanks") {
  CHECK(is_blank(""));
  CHECK(is_blank(" \t\r"));
  CHECK_FALSE(is_blank(" 0"));
}
