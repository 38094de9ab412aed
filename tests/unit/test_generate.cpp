#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "generate_completions.hpp"
#include "generate_manual.hpp"
#include "generate_npm.hpp"
#include "help.hpp"
#include "options/lookup.hpp"
#include "options/system_rules.hpp"
#include "process/windows/missing_facilities.hpp"
#include "usage_error.hpp"

using namespace cpr::cli;

namespace {

std::string read(const std::string& name) {
  std::ifstream in(std::string(SOURCE_DIR "/") + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The words that begin with two dashes.
std::set<std::string> options_in(std::string text) {
  // Remove roff's minus signs and font changes.
  for (std::size_t at = 0; (at = text.find("\\-", at)) != text.npos; ++at) text.erase(at, 1);
  for (std::size_t at = 0; (at = text.find("\\f", at)) != text.npos;) text.replace(at, 3, " ");
  std::set<std::string> found;
  const auto in_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  for (std::size_t at = 0; (at = text.find("--", at)) != text.npos;) {
    std::size_t end = at + 2;
    while (end < text.size() && in_name(text[end])) ++end;
    if (end > at + 2 && (at == 0 || !in_name(text[at - 1])))
      found.insert(text.substr(at, end - at));
    at = end;
  }
  return found;
}

/// All spellings of the options that a verb lists.
std::set<std::string> spellings(const VerbTraits& verb) {
  std::set<std::string> names;
  for (const auto* row : listed_options(verb.verb)) {
    names.insert("--" + std::string(shown_name(*row, verb.verb)));
    if (const auto camel = camel_name(*row); !camel.empty()) names.insert("--" + camel);
  }
  return names;
}

std::string options_section(const std::string& page) {
  const auto begin = page.find(".SH OPTIONS\n");
  return page.substr(begin, page.find(".SH EXIT STATUS", begin) - begin);
}

/// The names at the heads of the entries.
std::set<std::string> heads(const std::string& section) {
  std::string text;
  for (std::size_t at = 0; (at = section.find(".TP\n", at)) != section.npos;) {
    at += 4;
    text += section.substr(at, section.find('\n', at) - at) + "\n";
  }
  return options_in(text);
}

}  // namespace

TEST_CASE("generate: the manual and the completions list the same options") {
  for (const auto& verb : verbs()) {
    CAPTURE(verb.name);
    const std::string page = read("man/cpr-" + std::string(verb.node_method) + ".1");
    const auto described = heads(options_section(page));
    if (verb.is_timeout) {
      // The rest is that of cpr-spawn(1), and the page says so.
      for (const auto& row : options()) {
        if (!row.timeout_name.empty())
          CHECK(described.contains("--" + std::string(row.timeout_name)));
      }
    } else {
      CHECK(described == spellings(verb));
    }

    std::string from_bash = fill_completion("@BASH OPTIONS@\n@BASH CAMEL OPTIONS@\n");
    std::string lists;
    const std::string label = "    " + std::string(verb.name);
    for (std::size_t at = 0; (at = from_bash.find(label, at)) != from_bash.npos; ++at) {
      const char next = from_bash[at + label.size()];
      if (next == ')' || next == ' ') lists += from_bash.substr(at, from_bash.find('\n', at) - at);
    }
    CHECK(options_in(lists) == spellings(verb));
  }
}

TEST_CASE("generate: the completions of all shells know both spellings of every option") {
  const std::string zsh = fill_completion("@ZSH OPTIONS@\n");
  const std::string fish = fill_completion("@FISH OPTIONS@\n");
  const std::string powershell = fill_completion("@POWERSHELL OPTIONS@\n");
  for (const auto& row : options()) {
    CAPTURE(row.name);
    for (const auto& name : {std::string(row.name), camel_name(row)}) {
      if (name.empty()) continue;
      CHECK(options_in(zsh).contains("--" + name));
      CHECK(fish.find(" -l " + name + " ") != fish.npos);
      CHECK(powershell.find("'--" + name + "'") != powershell.npos);
    }
  }
}

TEST_CASE(
    "generate: what Windows refuses has its reason in the manual, and is marked for PowerShell") {
  const std::string refused = fill_manual("@MISSING windows@\n", {}, {});
  const std::string powershell = fill_completion("@POWERSHELL OPTIONS@\n");
  for (const auto& row : options()) {
    CAPTURE(row.name);
    const bool missing = !cpr::windows::why_missing(row.facility).empty();
    CHECK((refused.find("\\fB" + roff("--" + std::string(row.name)) + "\\fR") != refused.npos) ==
          missing);
    const auto at = powershell.find("'--" + std::string(row.name) + "'");
    REQUIRE(at != powershell.npos);
    const auto line = powershell.substr(at, powershell.find('\n', at) - at);
    CHECK((line.find("Elsewhere = $true") != line.npos) == missing);
  }
  for (const auto& rule : value_rules()) {
    const bool missing = !cpr::windows::why_missing(rule.facility).empty();
    CHECK((refused.find(roff(rule.what)) != refused.npos) == missing);
  }
  for (const auto& verb : verbs()) {
    const bool missing = !cpr::windows::why_missing(verb.facility).empty();
    CHECK((refused.find("\\fBcpr " + std::string(verb.name) + "\\fR") != refused.npos) == missing);
  }
  CHECK(refused.find("Windows has no numeric user ids.\n\\fB\\-\\-uid\\fR,\n") != refused.npos);
}

TEST_CASE("generate: the options of the npm package are those that exec and execFile list") {
  const auto table = nlohmann::json::parse(npm_options());
  std::size_t listed_by_both = 0;
  for (const auto& row : options()) {
    CAPTURE(row.name);
    const std::string key = camel_name(row).empty() ? std::string(row.name) : camel_name(row);
    const bool expected = listed(row, Verb::Exec) && listed(row, Verb::ExecFile);
    REQUIRE(table.contains(key) == expected);
    if (!expected) continue;
    ++listed_by_both;
    CHECK(table[key]["option"] == "--" + std::string(row.name));
    CHECK(table[key].contains("value") == (row.value != Value::None));
    CHECK(table[key].contains("words") == !type_of(row.value).words.empty());
    CHECK(table[key].contains("repeats") == row.repeats);
  }
  CHECK(table.size() == listed_by_both);
}

TEST_CASE("generate: the words that a value can be are shown and offered") {
  CHECK(placeholder(Value::KillMode) == "tree|process");
  CHECK(offered_words(Value::KillMode) == "tree process");
  CHECK(offered_words(Value::Duration).starts_with("500ms "));
  CHECK(offered_words(Value::Signal).starts_with("SIGHUP SIGINT "));
  CHECK(offered_words(Value::Text).empty());
}

TEST_CASE("generate: roff shows text byte for byte") {
  CHECK(roff("a-b") == "a\\-b");
  CHECK(roff("'x'") == "\\&\\(aqx\\(aq");
  CHECK(roff(".br") == "\\&.br");
  CHECK(roff("\\n^~`") == "\\en\\(ha\\(ti\\(ga");
  CHECK(fill_manual("@EXAMPLE@\n.a -b\n@END@\nx\n", {}, {}) ==
        ".PP\n.RS 4\n.nf\n\\&.a \\-b\n.fi\n.RE\nx\n");
}

TEST_CASE("generate: slots, parts and details") {
  CHECK(fill_manual("a\n@PART p@\nb\n", {{"p", "text\n"}}, {}) == "a\ntext\nb\n");
  CHECK(fill_manual("v @VERSION@", {}, {}).find('@') == std::string::npos);
  CHECK_THROWS_AS(fill_manual("@PART q@\n", {}, {}), UsageError);
  CHECK_THROWS_AS(fill_manual("@NO SUCH@\n", {}, {}), UsageError);
  CHECK_THROWS_AS(fill_manual("@OPTIONS nothing@\n", {}, {}), UsageError);
  CHECK_THROWS_AS(fill_manual("@EXAMPLE@\nx\n", {}, {}), UsageError);
  CHECK_THROWS_AS(fill_manual("", {}, {{"no-such-option", ""}}), UsageError);
  CHECK_THROWS_AS(fill_completion("@NO SUCH@\n"), UsageError);
  const auto blocks = parse_blocks(".\\\" comment\n@@ a\n1\n2\n@@ b\n");
  CHECK(blocks.at("a") == "1\n2\n");
  CHECK(blocks.at("b").empty());
  CHECK_THROWS_AS(parse_blocks("stray\n"), UsageError);
  const std::string detailed = fill_manual("@OPTIONS exec@\n", {}, {{"timeout", "More.\n"}});
  CHECK(detailed.find("(default: none).\nMore.\n") != detailed.npos);
}

TEST_CASE("help: wraps at the given width, and is bold only on request") {
  for (const auto& verb : verbs()) {
    const std::string plain = help_text(verb.verb, {});
    CHECK(plain.find('\x1b') == plain.npos);
    const std::string heading = verb.manages_runs ? "Options:" : "Limits:";
    CHECK(help_text(verb.verb, {.bold = true}).find("\x1b[1m" + heading + "\x1b[0m") != plain.npos);
    for (const std::size_t width : {60U, 80U, 110U}) {
      const std::string text = help_text(verb.verb, {.width = width});
      for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        CAPTURE(text.substr(at, end - at));
        CHECK(end - at <= width);
        at = end + 1;
      }
    }
  }
}
