#include <doctest/doctest.h>

#include "options/scan.hpp"
#include "usage_error.hpp"

using namespace cpr::cli;
using Strings = std::vector<std::string>;

namespace {

Scanned scan_words(Strings words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return scan(Verb::Spawn, argv);
}

std::string mistake(const Strings& words) {
  try {
    scan_words(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("scan: options end at the first operand") {
  const Scanned scanned = scan_words({"--timeout", "5", "ls", "--json", "-v", "--"});
  CHECK(scanned.words == Strings{"--timeout", "5"});
  CHECK(scanned.operands == Strings{"ls", "--json", "-v", "--"});
}

TEST_CASE("scan: one -- before the operands is removed, later ones are the child's") {
  CHECK(scan_words({"--", "--timeout"}).operands == Strings{"--timeout"});
  CHECK(scan_words({"--json", "--", "--", "x"}).operands == Strings{"--", "x"});
  CHECK(scan_words({"x", "--", "y"}).operands == Strings{"x", "--", "y"});
  CHECK(scan_words({"--"}).operands.empty());
}

TEST_CASE("scan: words that look odd are operands, byte for byte") {
  for (const char* word : {"", "-", "[1,2]", "[]", "++x", "%%", "{}", "a=b", "\xff\xfe"}) {
    CAPTURE(word);
    CHECK(scan_words({word, word}).operands == Strings{word, word});
  }
}

TEST_CASE("scan: a value follows as its own word or after =; both spellings become canonical") {
  for (const Strings& words : std::vector<Strings>{{"--kill-signal", "INT"},
                                                   {"--kill-signal=INT"},
                                                   {"--killSignal=INT"},
                                                   {"-s", "INT"},
                                                   {"-sINT"}}) {
    CHECK(scan_words(words).words == Strings{"--kill-signal", "INT"});
  }
  CHECK(scan_words({"--input="}).words == Strings{"--input", ""});
  CHECK(scan_words({"--input=a=b"}).words == Strings{"--input", "a=b"});
  CHECK(scan_words({"--input", "--json"}).words == Strings{"--input", "--json"});
  CHECK(scan_words({"--shell", "x"}).operands == Strings{"x"});
  CHECK(scan_words({"--shell=/bin/bash", "x"}).words == Strings{"--shell", "/bin/bash"});
}

TEST_CASE("scan: a cluster of letters") {
  CHECK(scan_words({"-vqt5s", "x"}).words == Strings{"--verbose", "--quiet", "--timeout", "5s"});
  CHECK(scan_words({"-vt", "5s", "x"}).words == Strings{"--verbose", "--timeout", "5s"});
}

TEST_CASE("scan: every use of an option is kept, in order") {
  const Scanned scanned = scan_words({"-e", "A=1", "-q", "--env=C=3"});
  REQUIRE(scanned.uses.size() == 3);
  CHECK(scanned.uses[0].row == scanned.uses[2].row);
  CHECK(scanned.uses[0].value_at == 1);
  CHECK(scanned.uses[1].value_at == Use::nowhere);
  CHECK(scanned.uses[2].value_at == 3);
  CHECK(scanned.words.size() == 5);
}

TEST_CASE("scan: -h asks for the brief help, --help for all of it") {
  CHECK(scan_words({"-q", "x", "-h"}).asked == Asked::Nothing);
  CHECK(scan_words({"-qh"}).asked == Asked::BriefHelp);
  CHECK(scan_words({"--help", "-h"}).asked == Asked::Help);
  CHECK(scan_words({"-h", "--help"}).asked == Asked::Help);
  CHECK(scan_words({"-h"}).uses.empty());
}

TEST_CASE("scan: options of earlier versions name the new ones") {
  CHECK(mistake({"--signals", "default"}).find("--default-signals") != std::string::npos);
  CHECK(mistake({"--signals=default"}).find("--default-signals") != std::string::npos);
  CHECK(mistake({"--no-shell"}).find("cpr exec-file") != std::string::npos);
  CHECK(mistake({"--noShell"}).find("cpr exec-file") != std::string::npos);
}

TEST_CASE("scan: mistakes") {
  CHECK(mistake({"--timout", "5"}).find("did you mean --timeout?") != std::string::npos);
  CHECK(mistake({"--maxbuffer=5"}).find("did you mean --max") != std::string::npos);
  CHECK(mistake({"-Z"}).find("unknown option '-Z'") != std::string::npos);
  CHECK(mistake({"-vZ"}).find("unknown option '-vZ'") != std::string::npos);
  CHECK(mistake({"--timeout"}).find("missing value") != std::string::npos);
  CHECK(mistake({"--json=1"}).find("takes no value") != std::string::npos);
}
