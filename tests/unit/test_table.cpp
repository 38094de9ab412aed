#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <string>

#include "dry_run.hpp"
#include "help.hpp"
#include "options/lookup.hpp"
#include "options/parse.hpp"
#include "options/values.hpp"
#include "options/words.hpp"

using namespace cpr::cli;

namespace {

/// What --dry-run prints for a verb with an option in front of the command.
std::string resolved(const VerbTraits& verb, const std::string& option) {
  std::vector<std::string> words{"cpr", std::string(verb.name), option};
  if (verb.is_timeout) words.emplace_back("0");
  words.emplace_back("true");
  std::vector<char*> argv;
  for (auto& word : words) {
    if (!word.empty()) argv.push_back(word.data());
  }
  return resolve_run(parse(argv, 0)).text;
}

Options parse_words(std::vector<std::string> words) {
  words.insert(words.begin(), "cpr");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse(argv, 0);
}

/// Whether a text shows an option, and not only one with a longer name.
bool shows(const std::string& text, const OptionRow& row, Verb verb) {
  const std::string name = "--" + std::string(shown_name(row, verb));
  return text.find(name + " ") != text.npos || text.find(name + "[") != text.npos;
}

void check_width(const std::string& text, std::size_t width) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    CAPTURE(text.substr(at, end - at));
    CHECK(end - at <= width);
    at = end + 1;
  }
}

}  // namespace

TEST_CASE("option table: names and letters are unique, options are found by each of them") {
  std::set<std::string> names;
  std::set<char> letters;
  for (const auto& row : options()) {
    CAPTURE(row.name);
    const std::string camel = camel_name(row);
    CHECK(camel.empty() == (row.name.find('-') == row.name.npos));
    for (const std::string& name : {std::string(row.name), camel}) {
      if (name.empty()) continue;
      CHECK(names.insert(name).second);
      CHECK(find_option(name) == &row);
    }
    if (row.letter != 0) {
      CHECK(letters.insert(row.letter).second);
      CHECK(find_letter(row.letter) == &row);
    }
    CHECK_FALSE(row.help.empty());
    CHECK((row.value == Value::None) == placeholder(row.value).empty());
    CHECK((row.apply == nullptr) == (row.name == "help" || row.name == "version"));
  }
  CHECK(camel_name(*find_option("max-buffer-action")) == "maxBufferAction");
  CHECK(find_option("maxBufferaction") == nullptr);
  CHECK(find_option("max") == nullptr);
  CHECK(find_option("") == nullptr);
  CHECK(find_letter('Z') == nullptr);
  CHECK(find_letter(0) == nullptr);
}

TEST_CASE("option table: the names of timeout(1) can be abbreviated, and stand for one option") {
  const auto found = [](std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto* row : find_timeout_options(name)) names.push_back(row->name);
    return names;
  };
  using Names = std::vector<std::string_view>;
  CHECK(found("signal") == Names{"kill-signal"});
  CHECK(found("s") == Names{"kill-signal"});
  CHECK(found("kill") == Names{"kill-after"});
  CHECK(found("fore") == Names{"foreground"});
  CHECK(found("p") == Names{"preserve-status"});
  CHECK(found("ver") == Names{"verbose", "version"});
  CHECK(found("verb") == Names{"verbose"});
  CHECK(found("kill-signal").empty());
  CHECK(found("x").empty());
  for (const auto& row : options()) {
    if (!row.timeout_name.empty()) CHECK(found(row.timeout_name) == Names{row.name});
  }
}

TEST_CASE("option table: what manages runs takes a few options, and none by default") {
  const auto taken = [](Verb verb) {
    std::set<std::string> names;
    for (const auto* row : listed_options(verb)) names.emplace(shown_name(*row, verb));
    return names;
  };
  using Names = std::set<std::string>;
  CHECK(taken(Verb::Kill) == Names{"signal", "kill-after", "quiet", "help"});
  CHECK(taken(Verb::Wait) == Names{"timeout", "quiet", "help"});
  CHECK(taken(Verb::Ps) == Names{"json", "help"});
  CHECK(parse_words({"kill", "1:2"}).job.limits.kill_signal == SIGTERM);
  CHECK_FALSE(parse_words({"kill", "1:2"}).job.limits.kill_after);
  CHECK(parse_words({"kill", "-s", "0", "1:2"}).job.limits.kill_signal == 0);
  CHECK(parse_words({"kill", "-k", "5s", "1:2"}).job.limits.kill_after == std::chrono::seconds(5));
  CHECK_FALSE(parse_words({"wait", "1:2"}).job.limits.timeout);
  CHECK(parse_words({"ps", "1:2", "3.4", "1:2"}).tokens.size() == 2);
}

TEST_CASE("option table: every verb either runs a command or manages runs") {
  CHECK(command_verbs().size() + run_verbs().size() == verbs().size());
  for (const auto& verb : command_verbs()) CHECK_FALSE(verb.manages_runs);
  for (const auto& verb : run_verbs()) CHECK(verb.manages_runs);
  for (const auto& verb : verbs()) CHECK(&traits(verb.verb) == &verb);
}

TEST_CASE("option table: what an option needs and excludes is an option") {
  for (const auto& row : options()) {
    CAPTURE(row.name);
    if (!row.needs.empty()) CHECK(find_option(row.needs) != nullptr);
    for (const auto other : row.excludes) {
      if (!other.empty()) CHECK(find_option(other) != nullptr);
    }
  }
}

TEST_CASE("option table: the default that is shown is the one that holds") {
  std::size_t checked = 0;
  for (const auto& verb : command_verbs()) {
    for (const auto* row : listed_options(verb.verb)) {
      // These have no effect without another option, or are not shown by --dry-run.
      const std::set<std::string_view> others{"max-buffer-action", "workers",  "respawn",
                                              "accept-message",    "messages", "retry-delay",
                                              "log-format"};
      std::string fallback(row->fallback_of != nullptr ? row->fallback_of(verb) : row->fallback);
      if (fallback.empty() || fallback == "none" || others.contains(row->name)) continue;
      if (row->name == "max-buffer") continue;
      CAPTURE(row->name);
      CHECK(resolved(verb, "--" + std::string(row->name) + "=" + fallback) == resolved(verb, ""));
      ++checked;
    }
  }
  CHECK(checked > 20);
  // Not shown by --dry-run.
  CHECK(parse_size("", find_option("max-message")->fallback) == cpr::ChannelSpec{}.max_message);
  CHECK(parse_encoding_value("", find_option("encoding")->fallback) == Options{}.encoding);
  CHECK(find_option("log-format")->fallback == word_for(LogOptions{}.format, log_formats));
  CHECK(resolved(traits(Verb::Exec), "--leaks=warn") != resolved(traits(Verb::Exec), ""));
}

TEST_CASE("option table: --help of every verb names its options and fits its width") {
  for (const auto& verb : verbs()) {
    const std::string text = help_text(verb.verb, {});
    for (const auto& row : options()) {
      CAPTURE(row.name);
      CHECK(shows(text, row, verb.verb) ==
            (listed(row, verb.verb) && row.shown != Shown::InManual));
    }
    check_width(text, 80);
  }
}

TEST_CASE("option table: -h of every verb is a screen of the common options") {
  for (const auto& verb : verbs()) {
    const std::string text = brief_help_text(verb.verb, {});
    for (const auto& row : options()) {
      CAPTURE(row.name);
      if (row.name == "help") continue;  // at the end it names --help once more
      // The examples may name others.
      if (row.shown == Shown::InBrief && listed(row, verb.verb)) CHECK(shows(text, row, verb.verb));
    }
    CHECK(text.find("--containment") == text.npos);
    CHECK(text.find("Examples:\n  cpr " + std::string(verb.name)) != text.npos);
    CHECK(text.find("Exit status:") != text.npos);
    CHECK(text.find("cpr " + std::string(verb.name) + " --help") != text.npos);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
    check_width(text, 80);
  }
}

TEST_CASE("option table: options of the message channel are listed for fork alone") {
  const OptionRow& send = *find_option("send");
  CHECK(listed(send, Verb::Fork));
  CHECK_FALSE(listed(send, Verb::Spawn));
  CHECK(send.verbs.has(Verb::Spawn));
  CHECK_FALSE(find_option("silent")->verbs.has(Verb::Spawn));
  CHECK_FALSE(find_option("shell")->verbs.has(Verb::Fork));
}

TEST_CASE("option table: verbs are found by both of their names") {
  CHECK(find_verb("exec")->verb == Verb::Exec);
  CHECK(find_verb("execFile")->verb == Verb::ExecFile);
  CHECK(find_verb("exec-file")->verb == Verb::ExecFile);
  CHECK(find_verb("") == nullptr);
  CHECK(find_verb("EXEC") == nullptr);
}
