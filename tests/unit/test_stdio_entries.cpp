#include <doctest/doctest.h>
#include <fcntl.h>

#include "options/stdio_entries.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;
using Kind = StdioSpec::Kind;

namespace {

const std::vector<StdioSpec> defaults{
    {.kind = Kind::Dup, .fd = 0}, {.kind = Kind::OutputPipe}, {.kind = Kind::OutputPipe}};

std::vector<StdioSpec> parse(std::string_view text) {
  return parse_stdio("--stdio", text, defaults);
}

std::vector<StdioSpec> settled(std::string_view text, unsigned missing = 0) {
  auto specs = parse(text);
  settle_stdio(specs, missing);
  return specs;
}

}  // namespace

TEST_CASE("stdio: a word applies to 0..2") {
  const auto pipes = parse("pipe");
  REQUIRE(pipes.size() == 3);
  CHECK(pipes[0] == StdioSpec{.kind = Kind::InputPipe, .source = {.fd = 0}});
  for (const std::size_t fd : {1U, 2U}) CHECK(pipes[fd].kind == Kind::OutputPipe);
  const auto inherited = parse("inherit");
  for (int fd = 0; fd < 3; ++fd) {
    CHECK(inherited[static_cast<std::size_t>(fd)] == StdioSpec{.kind = Kind::Dup, .fd = fd});
  }
  CHECK(parse("overlapped")[1].kind == Kind::OutputPipe);
  CHECK(parse("ignore")[2].kind == Kind::Ignore);
}

TEST_CASE("stdio: a list has one entry per descriptor, empty ones keep the default") {
  const auto specs = parse("ignore,,2,pipe,,<in,>out,>>log,&1");
  REQUIRE(specs.size() == 9);
  CHECK(specs[0].kind == Kind::Ignore);
  CHECK(specs[1].kind == Kind::OutputPipe);
  CHECK(specs[2] == StdioSpec{.kind = Kind::Dup, .fd = 2});
  CHECK(specs[3].kind == Kind::OutputPipe);
  CHECK(specs[4].kind == Kind::Ignore);
  CHECK(specs[5] == StdioSpec{.kind = Kind::File, .path = "in", .flags = O_RDONLY});
  CHECK(specs[6] ==
        StdioSpec{.kind = Kind::File, .path = "out", .flags = O_WRONLY | O_CREAT | O_TRUNC});
  CHECK(specs[7] ==
        StdioSpec{.kind = Kind::File, .path = "log", .flags = O_WRONLY | O_CREAT | O_APPEND});
  CHECK(specs[8] == StdioSpec{.kind = Kind::Same, .fd = 1});
  CHECK(parse("ignore,").size() == 3);
}

TEST_CASE("stdio: describe() returns the entry as it is written") {
  for (const char* word : {"pipe", "ignore", "7", "&1", "<in", ">out", ">>log"}) {
    CHECK(describe(parse_stdio_entry("--fd", word, 3)) == word);
  }
  CHECK(describe(parse_stdio_entry("--fd", "inherit", 3)) == "3");
}

TEST_CASE("stdio: texts that are not entries") {
  for (const char* text : {"", "bogus", "1", "pipe;pipe", "pipe,bogus", "-1,", "1.5,", ",<", ",>,",
                           ",>>", ",&", ",&x", " pipe", "PIPE", "ipc"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse(text), UsageError);
  }
}

TEST_CASE("stdio: circles, missing entries and closed descriptors are refused") {
  for (const char* text : {",&1,", ",&2,&1", "&1,&2,&0", ",,&9", ",,&4,,", ",,99"}) {
    CAPTURE(text);
    auto specs = parse(text);
    CHECK_THROWS_AS(settle_stdio(specs, 0), UsageError);
  }
}

TEST_CASE("stdio: the child gets /dev/null for a missing descriptor of cpr") {
  const auto specs = settled("inherit", 0b011);
  CHECK(specs[0] == StdioSpec{.kind = Kind::File, .path = "/dev/null", .flags = O_RDONLY});
  CHECK(specs[1] == StdioSpec{.kind = Kind::File, .path = "/dev/null", .flags = O_RDWR});
  CHECK(specs[2] == StdioSpec{.kind = Kind::Dup, .fd = 2});
}

TEST_CASE("stdio: more descriptors than the limit allows are refused") {
  std::string text;
  for (int i = 0; i < 70000; ++i) text += "ignore,";
  auto specs = parse(text);
  CHECK_THROWS_AS(settle_stdio(specs, 0), UsageError);
}

TEST_CASE("stdio: all entries that are a pty share one terminal") {
  const StdioSpec typed{.kind = Kind::Pty, .source = {.fd = 0}};
  const StdioSpec output{.kind = Kind::Pty};
  const StdioSpec same{.kind = Kind::Same, .fd = 1};
  CHECK(settled("pty") == std::vector<StdioSpec>{same, typed, same});
  CHECK(settled("&2,pty,&1") == std::vector<StdioSpec>{{.kind = Kind::Same, .fd = 2}, typed, same});
  CHECK(settled("ignore,pty,pty") == std::vector<StdioSpec>{{}, output, same});
  // Output that is not on stdout or stderr.
  CHECK(settled("pty,ignore,ignore")[0] == typed);
  CHECK(settled("ignore,ignore,ignore,pty")[3] == output);
  CHECK(describe(output) == "pty");
  for (const char* text : {"pty:132x43", "pty=1", "ptyx", "pty:1,pty,pty"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse(text), UsageError);
  }
}
