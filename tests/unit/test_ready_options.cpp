#include <doctest/doctest.h>
#include <fcntl.h>

#include <string>
#include <vector>

#include "loop/fd.hpp"
#include "options/ready_options.hpp"
#include "options/values.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;
using Kind = StdioSpec::Kind;
using Watched = StdioSpec::Watched;

namespace {

ReadyWhen parsed(std::string_view text) {
  return parse_ready("--ready", text, parse_duration);
}

Job waits_for(std::string_view when, std::vector<StdioSpec> stdio) {
  Job job;
  job.ready = parsed(when);
  job.stdio = std::move(stdio);
  return job;
}

const StdioSpec ignored{};
const StdioSpec own_stdout{.kind = Kind::Dup, .fd = 1};
const StdioSpec null_file{.kind = Kind::File, .path = "/dev/null", .flags = O_WRONLY};

}  // namespace

TEST_CASE("ready: parsed and described again") {
  for (const char* text :
       {"fd:3", "fd:65535", "line:x", "line:Listening on: 80", "tcp:127.0.0.1:80",
        "tcp:[::1]:65535", "tcp:localhost:8080", "unix:/run/a:b", "unix:s"}) {
    CAPTURE(text);
    CHECK(describe(parsed(text)) == text);
  }
  CHECK(std::get<ReadyAfter>(parsed("delay:1s")).delay == 1s);
  CHECK(std::get<ReadyAfter>(parsed("delay:5")).delay == 5ms);
  CHECK(std::get<ReadyAfter>(parse_ready("--ready", "delay:5", parse_seconds)).delay == 5s);
  CHECK(describe(parsed("delay:1500")) == "delay:1.5 s");
  CHECK(std::get<ReadyOnConnection>(parsed("tcp:localhost:80")).addresses.size() == 2);
  CHECK(std::get<ReadyOnConnection>(parsed("tcp:127.0.0.1:80")).addresses.size() == 1);
}

TEST_CASE("ready: values that are not valid") {
  for (const char* text : {"",
                           "fd",
                           "fd:",
                           "fd:2",
                           "fd:-1",
                           "fd:65536",
                           "fd:x",
                           "line",
                           "line:",
                           "line:a\nb",
                           "tcp:",
                           "tcp:80",
                           "tcp:example.org:80",
                           "tcp:127.0.0.1:0",
                           "tcp:[127.0.0.1]:1",
                           "tcp:::1:",
                           "unix:",
                           "delay:",
                           "delay:none",
                           "delay:1x",
                           "later",
                           "Line:x"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parsed(text), UsageError);
  }
}

TEST_CASE("ready: an fd gets an entry of its own") {
  Job job = waits_for("fd:5", {ignored, own_stdout, own_stdout});
  place_ready_fd(job);
  REQUIRE(job.stdio.size() == 6);
  CHECK(job.stdio[5].kind == Kind::ReadyPipe);
  CHECK(job.stdio[4].kind == Kind::Ignore);
  Job taken = waits_for("fd:3", {ignored, own_stdout, own_stdout, {.kind = Kind::Ipc}});
  CHECK_THROWS_WITH_AS(
      place_ready_fd(taken),
      "--ready fd:3: this fd is the message channel: use another number, as in fd:4", UsageError);
  taken.stdio[3] = null_file;
  CHECK_THROWS_AS(place_ready_fd(taken), UsageError);
}

TEST_CASE("ready: for a line, stdout and stderr are relayed to where they go") {
  Job job = waits_for("line:x", {ignored, own_stdout, null_file});
  relay_for_lines(job);
  CHECK(job.stdio[1] == StdioSpec{.kind = Kind::OutputPipe,
                                  .fd = 1,
                                  .destination = {.kind = Destination::Kind::Forward, .fd = 1},
                                  .watched = Watched::Alone});
  CHECK(job.stdio[2].kind == Kind::OutputPipe);
  CHECK(job.stdio[2].path == "/dev/null");
  CHECK(job.stdio[2].watched == Watched::Alone);
  Job piped =
      waits_for("line:x", {ignored, {.kind = Kind::OutputPipe}, {.kind = Kind::Same, .fd = 1}});
  relay_for_lines(piped);
  CHECK(piped.stdio[1].watched == Watched::Yes);
  CHECK(piped.stdio[2].kind == Kind::Same);
  Job crossed = waits_for("line:x", {ignored, {.kind = Kind::Same, .fd = 3}, ignored, null_file});
  relay_for_lines(crossed);
  CHECK(crossed.stdio[3].watched == Watched::Alone);
}

TEST_CASE("ready: a line needs output that can be relayed") {
  const StdioSpec input_file{.kind = Kind::File, .path = "x", .flags = O_RDONLY};
  const Fd read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const StdioSpec input{.kind = Kind::Dup, .fd = read_only.get()};
  for (const auto& entry : {ignored, input_file, input}) {
    Job job = waits_for("line:x", {ignored, entry, entry});
    CHECK_THROWS_AS(relay_for_lines(job), UsageError);
    job.stdio[2] = own_stdout;
    relay_for_lines(job);
    CHECK(job.stdio[1] == entry);
    CHECK(job.stdio[2].watched == Watched::Alone);
  }
  Job other = waits_for("delay:1s", {ignored, own_stdout, own_stdout});
  relay_for_lines(other);
  CHECK(other.stdio[1] == own_stdout);
}
