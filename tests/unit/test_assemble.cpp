#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "options/parse.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;
using Kind = StdioSpec::Kind;
using Strings = std::vector<std::string>;

namespace {

Options parse_words(Strings words) {
  words.insert(words.begin(), "cpr");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  return parse(argv, 0);
}

/// Sets an environment variable for the scope of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("assemble: the defaults of the verbs") {
  const Options exec = parse_words({"exec", "ls -l"});
  CHECK(exec.job.command.file == "ls -l");
  CHECK(exec.job.command.shell == "/bin/sh");
  CHECK_FALSE(exec.job.limits.max_buffer);
  CHECK(exec.job.limits.kill_signal == SIGTERM);
  CHECK(exec.job.limits.kill_after == 5s);
  CHECK_FALSE(exec.job.limits.timeout);
  CHECK(exec.job.stdio[0] == StdioSpec{.kind = Kind::Dup, .fd = 0});
  CHECK(exec.job.stdio[1] == StdioSpec{.kind = Kind::Dup, .fd = 1});

  const Options file = parse_words({"exec-file", "ls", "-l"});
  CHECK(file.verb == Verb::ExecFile);
  CHECK_FALSE(file.job.command.shell);
  CHECK(file.job.command.args == Strings{"-l"});

  const Options spawn = parse_words({"spawn", "ls"});
  CHECK_FALSE(spawn.job.limits.max_buffer);
  CHECK(spawn.job.stdio[1] == StdioSpec{.kind = Kind::Dup, .fd = 1});
}

TEST_CASE("assemble: stdout and stderr are pipes only where an option needs to see them") {
  const auto kind = [](Strings words) {
    const Options options = parse_words(std::move(words));
    CHECK(options.job.stdio[0].kind == Kind::Dup);
    CHECK(options.job.stdio[1].kind == options.job.stdio[2].kind);
    return options.job.stdio[1].kind;
  };
  for (const char* verb : {"exec", "execFile", "spawn"}) {
    CHECK(kind({verb, "x"}) == Kind::Dup);
    CHECK(kind({verb, "--json", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--max-buffer", "9", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--max-buffer", "none", "x"}) == Kind::Dup);
    CHECK(kind({verb, "--idle-timeout", "9s", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--idle-timeout", "none", "x"}) == Kind::Dup);
    CHECK(kind({verb, "--events", "-", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--events", "e", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--compat", "node", "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--result", "r", "--timeout", "1s", "--drain", "1s", "x"}) == Kind::Dup);
    CHECK(kind({verb, "--unref", "x"}) == Kind::Dup);
    const Variable limit("CPR_MAX_BUFFER", "9");
    CHECK(kind({verb, "x"}) == Kind::OutputPipe);
    CHECK(kind({verb, "--unref", "x"}) == Kind::Dup);
  }
  CHECK(parse_words({"fork", "x"}).job.stdio[1].kind == Kind::Dup);
  CHECK(parse_words({"fork", "--silent", "x"}).job.stdio[1].kind == Kind::OutputPipe);
  CHECK(parse_words({"fork", "--events", "-", "x"}).job.stdio[1].kind == Kind::OutputPipe);
  // Node's fork does not make pipes.
  CHECK(parse_words({"fork", "--compat", "node", "x"}).job.stdio[1].kind == Kind::Dup);
}

TEST_CASE("assemble: Node's output limit applies where cpr buffers as Node does") {
  const auto limit = [](Strings words) {
    return parse_words(std::move(words)).job.limits.max_buffer;
  };
  for (const char* verb : {"exec", "execFile"}) {
    CHECK_FALSE(limit({verb, "--events", "e", "x"}));
    CHECK_FALSE(limit({verb, "--stdio", "pipe", "x"}));
    CHECK(limit({verb, "--json", "x"}) == 204800);
    CHECK(limit({verb, "--compat", "node", "x"}) == 204800);
    CHECK_FALSE(limit({verb, "--json", "--max-buffer", "none", "x"}));
  }
  CHECK_FALSE(limit({"spawn", "--json", "x"}));
  CHECK_FALSE(limit({"fork", "--silent", "--json", "x"}));
}

TEST_CASE("assemble: an output limit without effect is refused") {
  CHECK_THROWS_AS(parse_words({"exec", "--max-buffer-action", "tail", "x"}), UsageError);
  CHECK_THROWS_AS(parse_words({"exec", "--max-buffer", "9", "--stdio", "inherit", "x"}),
                  UsageError);
  parse_words({"exec", "--json", "--max-buffer-action", "tail", "x"});
  parse_words({"exec", "--max-buffer", "9", "--stdout", "inherit", "x"});
  const Variable limit("CPR_MAX_BUFFER", "9");
  parse_words({"exec", "--stdio", "inherit", "x"});
  parse_words({"exec", "--max-buffer-action", "tail", "x"});
}

TEST_CASE("assemble: the words of --max-buffer-action; truncate names its successor") {
  const auto action = [](const char* word) {
    return parse_words({"exec", "--json", "--max-buffer-action", word, "x"}).job.limits.overflow;
  };
  CHECK(action("kill") == OverflowAction::Kill);
  CHECK(action("head") == OverflowAction::Head);
  CHECK(action("tail") == OverflowAction::Tail);
  CHECK(action("ends") == OverflowAction::Ends);
  CHECK_THROWS_WITH(action("truncate"), "--max-buffer-action: 'truncate' was renamed: use 'head'");
}

TEST_CASE("assemble: CLI11 does not change values") {
  const auto input = [](const std::vector<std::string>& words) {
    return parse_words(words).job.stdio[0].source.text;
  };
  CHECK(input({"exec", "--input", "[1,2]", "cat"}) == "[1,2]");
  CHECK(input({"exec", "--input=[]", "cat"}) == "[]");
  CHECK(input({"exec", "--input=", "cat"}) == "");
  CHECK(input({"exec", "--input", "--", "cat"}) == "--");
  CHECK(input({"exec", "--input", "{}", "cat"}) == "{}");
  CHECK(parse_words({"exec", "--argv0", "-x", "cat"}).job.command.argv0 == "-x");
}

TEST_CASE("assemble: the last value of a scalar wins, all values of a list count") {
  const Options options = parse_words(
      {"spawn", "--timeout", "1", "-e", "A=[1]", "-t", "2s", "-e", "B=", "--timeout=3s", "x"});
  CHECK(options.job.limits.timeout == 3s);
  REQUIRE(options.job.command.env.set.size() == 2);
  CHECK(options.job.command.env.set[0].second == "[1]");
  CHECK(options.job.command.env.set[1].first == "B");
}

TEST_CASE("assemble: no limit") {
  CHECK_FALSE(parse_words({"spawn", "--timeout", "0", "x"}).job.limits.timeout);
  CHECK_FALSE(parse_words({"spawn", "--timeout", "none", "x"}).job.limits.timeout);
  CHECK_FALSE(parse_words({"exec", "--max-buffer", "none", "x"}).job.limits.max_buffer);
  CHECK(parse_words({"exec", "--max-buffer", "0", "x"}).job.limits.max_buffer == 0);
  CHECK_FALSE(parse_words({"exec", "--kill-after", "none", "x"}).job.limits.kill_after);
  CHECK(parse_words({"exec", "--kill-after", "0", "x"}).job.limits.kill_after == 0s);
}

TEST_CASE("assemble: limits that look like seconds are remembered") {
  const Options bare = parse_words(
      {"exec", "-t", "5", "--idle-timeout", "30", "-k", "7", "--drain", "999", "--", "x"});
  CHECK(bare.bare.timeout == 5);
  CHECK(bare.bare.idle_timeout == 30);
  CHECK(bare.bare.kill_after == 7);
  CHECK(bare.bare.drain == 999);
  CHECK_FALSE(parse_words({"exec", "--timeout", "5s", "x"}).bare.timeout);
  CHECK_FALSE(parse_words({"exec", "--timeout", "1000", "x"}).bare.timeout);
  const Variable timeout("CPR_TIMEOUT", "300");
  CHECK(parse_words({"exec", "x"}).bare.timeout == 300);
}

TEST_CASE("assemble: input replaces entry 0") {
  const Options text = parse_words({"spawn", "--stdio", "ignore", "--input", "x", "cat"});
  CHECK(text.job.stdio[0] == StdioSpec{.kind = Kind::InputPipe, .source = {.text = "x"}});
  const Options file = parse_words({"spawn", "--input-file", "in", "cat"});
  CHECK(file.job.stdio[0].kind == Kind::File);
  CHECK(file.job.stdio[0].path == "in");
  const Options own = parse_words({"spawn", "--stdio", "pipe", "--input-file", "-", "cat"});
  CHECK(own.job.stdio[0] == StdioSpec{.kind = Kind::Dup, .fd = 0});
}

TEST_CASE("assemble: single entries override the list") {
  const Options options = parse_words(
      {"spawn", "--stdout", ">o", "--fd", "5=<i", "--stdio", "ignore", "--fd", "4=&1", "x"});
  REQUIRE(options.job.stdio.size() == 6);
  CHECK(options.job.stdio[0].kind == Kind::Ignore);
  CHECK(options.job.stdio[1].path == "o");
  CHECK(options.job.stdio[3].kind == Kind::Ignore);
  CHECK(options.job.stdio[4] == StdioSpec{.kind = Kind::Same, .fd = 1});
  CHECK(options.job.stdio[5].path == "i");
}

TEST_CASE("assemble: --json captures, and keeps the child off stdout") {
  const Options options = parse_words({"spawn", "--json", "x"});
  CHECK(options.json);
  CHECK(options.job.stdio[1].kind == Kind::OutputPipe);
  CHECK_THROWS_AS(parse_words({"spawn", "--json", "--stdio", "inherit", "x"}), UsageError);
  CHECK_THROWS_AS(parse_words({"spawn", "--json", "--fd", "3=1", "x"}), UsageError);
}

TEST_CASE("assemble: each stream has one destination") {
  using To = Destination::Kind;
  const Destination captured{.kind = To::Capture};
  const Destination discarded{.kind = To::Discard};
  const auto forwarded = [](int fd) { return Destination{.kind = To::Forward, .fd = fd}; };
  const auto of = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"fork", "--stdio", "pipe,pipe,pipe,ipc,pipe", "--fd", "300=pipe"});
    words.emplace_back("x");
    const Job job = parse_words(words).job;
    std::vector<Destination> all;
    for (const std::size_t fd : {1U, 2U, 300U}) {
      all.push_back(job.stdio[fd].destination);
      CHECK(job.stdio[fd].reported ==
            (std::find(words.begin(), words.end(), "--events") != words.end()));
    }
    all.push_back(job.channel->destination);
    CHECK(job.stdio[0].destination == Destination{});
    return all;
  };
  using All = std::vector<Destination>;
  // cpr has no descriptor 300.
  CHECK(of({}) == All{forwarded(1), forwarded(2), discarded, forwarded(1)});
  CHECK(of({"--silent"}) == All{discarded, discarded, discarded, forwarded(1)});
  CHECK(of({"--events", "e"}) == All{forwarded(1), forwarded(2), discarded, forwarded(1)});
  CHECK(of({"--events", "-"}) == All{discarded, discarded, discarded, discarded});
  CHECK(of({"--json", "--silent"}) == All{captured, captured, captured, captured});
  CHECK(of({"--json", "--events", "e"}) == All{captured, captured, captured, captured});
}

TEST_CASE("assemble: argv overrides defaults from the environment, which are named in messages") {
  const Variable timeout("CPR_TIMEOUT", "3s");
  const Options options = parse_words({"spawn", "x"});
  CHECK(options.job.limits.timeout == 3s);
  REQUIRE(options.from_environment.size() == 1);
  CHECK(options.from_environment[0].variable == "CPR_TIMEOUT");
  CHECK(parse_words({"spawn", "-t", "1s", "x"}).job.limits.timeout == 1s);
  const Variable bad("CPR_MAX_BUFFER", "lots");
  CHECK_THROWS_WITH_AS(parse_words({"spawn", "x"}),
                       "CPR_MAX_BUFFER: 'lots' is not a size: write bytes (200000), 200K, 10MiB, "
                       "10MB, or none",
                       UsageError);
}

TEST_CASE("assemble: help and version need nothing else") {
  CHECK(parse_words({"--version"}).action == Options::Action::Version);
  CHECK(parse_words({"help"}).action == Options::Action::Manual);
  CHECK(parse_words({"help", "exec"}).verb == Verb::Exec);
  CHECK(parse_words({"spawn", "--timeout", "bogus", "--help"}).action == Options::Action::Help);
  CHECK_THROWS_AS(parse_words({"help", "nonsense"}), UsageError);
  CHECK_THROWS_AS(parse_words({}), UsageError);
}
