#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "help.hpp"
#include "options/table.hpp"

using namespace cpr::cli;

namespace {

std::string camel(std::string_view kebab) {
  std::string out;
  bool upper = false;
  for (const char c : kebab) {
    if (c == '-') {
      upper = true;
    } else {
      out += upper ? static_cast<char>(std::toupper(c)) : c;
      upper = false;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("option table: names and letters are unique, and camelCase follows from kebab-case") {
  std::set<std::string> names;
  std::set<char> letters;
  for (const auto& row : options()) {
    CAPTURE(row.name);
    CHECK(names.insert(std::string(row.name)).second);
    const std::string wanted = camel(row.name);
    CHECK(std::string(row.camel_name) == (wanted == row.name ? "" : wanted));
    if (!row.camel_name.empty()) CHECK(names.insert(std::string(row.camel_name)).second);
    if (row.letter != 0) CHECK(letters.insert(row.letter).second);
    CHECK_FALSE(row.help.empty());
    CHECK(find_option(row.name) == &row);
    CHECK((row.value == Value::None) == placeholder(row.value).empty());
  }
}

TEST_CASE("option table: --help of every verb names every option and fits its width") {
  for (const auto& verb : verbs()) {
    const std::string text = help_text(verb.verb, {});
    for (const auto& row : options()) {
      CAPTURE(row.name);
      const bool named = text.find("--" + std::string(row.name) + " ") != text.npos ||
                         text.find("--" + std::string(row.name) + "[") != text.npos;
      CHECK(named == takes(verb.verb, row.option));
    }
    CHECK(text.find("{}") == text.npos);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      CHECK(end - at <= 80);
      at = end + 1;
    }
  }
}

TEST_CASE("option table: verbs are found by both of their names") {
  CHECK(find_verb("exec")->verb == Verb::Exec);
  CHECK(find_verb("execFile")->verb == Verb::ExecFile);
  CHECK(find_verb("exec-file")->verb == Verb::ExecFile);
  CHECK(find_verb("") == nullptr);
  CHECK(find_verb("EXEC") == nullptr);
}
