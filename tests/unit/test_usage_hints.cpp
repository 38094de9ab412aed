#include <doctest/doctest.h>

#include "options/parse.hpp"
#include "options/spelling.hpp"
#include "options/stdio_entries.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;

namespace {

Options parse_words(Words words) {
  words.insert(words.begin(), "cpr");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse(argv, 0);
}

/// The corrected line in the message, or the message if it has none.
std::string suggested(const Words& words) {
  try {
    parse_words(words);
  } catch (const UsageError& error) {
    const std::string message = error.what();
    const auto at = message.find(": write cpr ");
    return at == message.npos ? message : message.substr(at + 8);
  }
  return "";
}

std::string respelling(std::string_view word) {
  const auto meant = respelled(word);
  return meant ? meant->option : "";
}

}  // namespace

TEST_CASE("usage hints: several mistakes are corrected in one step") {
  CHECK(suggested({"-timeout", "1.5", "exec", "ls"}) == "cpr exec --timeout 1.5s ls");
  CHECK(suggested({"run", "5", "ls"}) == "cpr spawn --timeout 5s ls");
  CHECK(suggested({"run", "-timeout", "5s", "ls"}) == "cpr spawn --timeout 5s ls");
  CHECK(suggested({"5s", "--json", "--", "ls"}) == "cpr spawn --timeout 5s --json -- ls");
  CHECK(suggested({"-q", "--", "-x"}) == "cpr spawn -q -- -x");
  CHECK(suggested({"exec", "sleep 1", "\xe2\x80\x94timeout", "5", "s", "--signal=KILL"}) ==
        "cpr exec --timeout 5s --kill-signal=KILL 'sleep 1'");
  CHECK(suggested({"--stdout", "a", "--foreground", "-k", "5", "10", "ls"}) ==
        "cpr spawn --stdout '>a' --kill-mode=process -k 5s --timeout 10s ls");
}

TEST_CASE("usage hints: a mistake without a correction ends the chain") {
  CHECK(suggested({"--timeout", "abc", "ls"}) == "cpr spawn --timeout abc ls");
  CHECK(suggested({"exec", "sleep 1", "--bogus"}) == "cpr exec --bogus 'sleep 1'");
}

TEST_CASE("usage hints: a word similar to a subcommand") {
  CHECK(suggested({"exce", "ls"}).find("did you mean exec?") != std::string::npos);
  CHECK(suggested({"expr", "1"}) == "cpr exec 'expr 1' or cpr spawn expr 1");  // a program
  CHECK(suggested({"./exec"}) == "cpr exec ./exec or cpr spawn ./exec");
  CHECK(suggested({"exec", "-", "a"}) == "cpr exec -- - a");
}

TEST_CASE("usage hints: what works is not corrected") {
  for (const Words& words : std::vector<Words>{
           {"spawn", "s"},
           {"spawn", "--timeout", "5s", "s", "ls"},
           {"spawn", "--timeout", "5", "--", "s", "ls"},
           {"spawn", "--timeout", "5", "-q", "s"},
           {"spawn", "--input", "5", "s"},
           {"spawn", "--timeout", "5", "5s"},
           {"spawn", "--shell", "bash"},
           {"spawn", "--shell", "--", "bash", "x"},
           {"spawn", "--shell", "echo $1", "bash"},
           {"spawn", "\xe2\x80\x93"},
           {"spawn", "\xe2\x80\x93zzzzzzzz"},
           {"spawn", "--", "\xe2\x80\x93timeout"},
           {"spawn", "FOO=1"},
           {"spawn", "cd"},
           {"exec", "--", "ls \"$@\"", "-l"},
           {"exec", "-vq", "x"},
           {"exec", "-uTERM", "x"},
       }) {
    CAPTURE(words);
    CHECK(suggested(words).empty());
  }
}

TEST_CASE("usage hints: if an option is repeated, only the last value is corrected") {
  CHECK(suggested({"spawn", "--timeout", "1.5", "-t", "2s", "ls"}).empty());
  CHECK(suggested({"spawn", "--fd", "3=a", "--fd", "4=ignore", "ls"}) ==
        "cpr spawn --fd '3=>a' --fd 4=ignore ls");
}

TEST_CASE("usage hints: a very long line is truncated") {
  Words words{"ls"};
  words.resize(10000, "x");
  const std::string line = suggested(words);
  CHECK(line.size() < 5000);
  CHECK(line.ends_with(" ..."));
}

TEST_CASE("usage hints: options in other spellings") {
  CHECK(respelling("--signal=KILL") == "--kill-signal=KILL");
  CHECK(respelling("-f") == "--kill-mode=process");
  CHECK(respelling("-maxBuffer=5") == "--maxBuffer=5");
  CHECK(respelling("-unset") == "--unset-env");
  CHECK(respelling("--t=5s") == "-t5s");
  CHECK(respelling("--v") == "-v");
  for (const char* dash : {"\xe2\x80\x90", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x88\x92",
                           "\xef\xbc\x8d", "-\xe2\x80\x93", "\xe2\x80\x93\xe2\x80\x93"}) {
    const std::string word = dash;
    CAPTURE(word);
    CHECK(respelling(word + "timeout=5s") == "--timeout=5s");
    CHECK(respelling(word + "t") == "-t");
    CHECK(respelling(word).empty());
  }
  for (const char* word : {"", "-", "--", "-v", "-t5s", "--timeout", "--zzz", "timeout", "---"}) {
    CAPTURE(word);
    CHECK(respelling(word).empty());
  }
}

TEST_CASE("usage hints: corrections of durations") {
  CHECK(meant_duration("1.5") == "1.5s");
  CHECK(meant_duration(".5") == ".5s");
  CHECK(meant_duration("5 s") == "5s");
  CHECK(meant_duration("5S") == "5s");
  CHECK(meant_duration("2 minutes") == "2m");
  CHECK(meant_duration("1.5Hours") == "1.5h");
  for (const char* text : {"", "5 ", " 5", "s", "-5", "1.2.3", "soon", "1e3", "5x", "."}) {
    CAPTURE(text);
    CHECK_FALSE(meant_duration(text));
  }
}

TEST_CASE("usage hints: corrections of stdio entries") {
  CHECK(meant_stdio(Value::InputEntry, "in") == "<in");
  CHECK(meant_stdio(Value::OutputEntry, "/dev/null") == ">/dev/null");
  CHECK(meant_stdio(Value::OutputEntry, "pip") == "pipe");
  CHECK(meant_stdio(Value::OutputEntry, "./pip") == ">./pip");
  CHECK(meant_stdio(Value::InputEntry, "-") == "inherit");
  CHECK(meant_stdio(Value::FdEntry, "0=a") == "0=<a");
  CHECK(meant_stdio(Value::StdioList, "a,b,,ignore") == "<a,>b,,ignore");
  for (const char* text : {"", "pipe", "1", "&1", ">f", ">", "<", "1000001", "&x"}) {
    CAPTURE(text);
    CHECK_FALSE(meant_stdio(Value::OutputEntry, text));
  }
  for (const char* text : {"", "3", "x=a", "3=pipe"})
    CHECK_FALSE(meant_stdio(Value::FdEntry, text));
  for (const char* text : {"", "word", "pipe,,1"}) CHECK_FALSE(meant_stdio(Value::StdioList, text));
}
