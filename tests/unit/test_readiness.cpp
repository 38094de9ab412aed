// Real processes that become ready, through the engine.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pipes.hpp"
#include "run/engine.hpp"
#include "run/retry.hpp"

using namespace cpr;
using namespace std::chrono_literals;
using Kind = StdioSpec::Kind;
using Watched = StdioSpec::Watched;
using Strings = std::vector<std::string>;

namespace {

struct Seen {
  Strings events;
  Result result;
};

Job job_of(ReadyWhen when, Strings words) {
  Job job;
  job.command.file = TEST_CHILD;
  job.command.args = std::move(words);
  job.stdio = {{}, {.kind = Kind::OutputPipe}, {.kind = Kind::OutputPipe}};
  if (std::holds_alternative<ReadyOnLine>(when)) {
    for (std::size_t fd : {1U, 2U}) job.stdio[fd].watched = Watched::Yes;
  }
  if (const auto* on = std::get_if<ReadyOnFd>(&when)) {
    job.stdio.resize(static_cast<std::size_t>(on->fd) + 1);
    job.stdio.back().kind = Kind::ReadyPipe;
  }
  job.ready = std::move(when);
  return job;
}

/// A child that is killed as soon as it is ready, since otherwise it runs forever.
Seen run(const Job& job, const std::function<void()>& on_start = {}) {
  Seen seen;
  Engine engine;
  Child* child = nullptr;
  child = &engine.start(job, [&](Event event) {
    if (std::holds_alternative<Started>(event.fact)) {
      seen.events.emplace_back("started");
      if (on_start) on_start();
    }
    if (std::holds_alternative<Ready>(event.fact)) {
      seen.events.emplace_back("ready");
      child->forward(SIGKILL);
    }
    if (std::holds_alternative<Exited>(event.fact)) seen.events.emplace_back("exited");
    if (auto* closed = std::get_if<Closed>(&event.fact)) seen.result = std::move(closed->result);
  });
  engine.run();
  engine.shut_down();
  return seen;
}

const Strings in_time{"started", "ready", "exited"};
const Strings never{"started", "exited"};

void check_ready(const Job& job) {
  const Seen seen = run(job);
  CHECK(seen.events == in_time);
  CHECK(seen.result.ready_at.value_or(-1s) > 0s);
}

void check_never_ready(const Job& job) {
  const Seen seen = run(job);
  REQUIRE(seen.events == never);
  CHECK_FALSE(seen.result.ready_at);
}

}  // namespace

TEST_CASE("readiness: an fd that is written to or closed by a child that runs on") {
  const ReadyOnFd fd{3};
  check_ready(job_of(fd, {"to", "3", "x", "forever"}));
  check_ready(job_of(fd, {"close", "3", "forever"}));
  // Not when another process holds it open, but when that is gone.
  check_ready(job_of(fd, {"fork", "exit", "0", "--", "close", "3", "forever"}));
  check_ready(job_of(fd, {"threads", "3", "close", "3", "forever"}));
}

TEST_CASE("readiness: the exit of the child is not its readiness, although it closes the fd") {
  for (int i = 0; i < 100; ++i) {
    check_never_ready(job_of(ReadyOnFd{3}, {"exit", "0"}));
    check_never_ready(job_of(ReadyOnFd{3}, {"threads", "8", "exit", "0"}));
    check_never_ready(job_of(ReadyOnFd{3}, {"die", "KILL"}));
    check_never_ready(job_of(ReadyOnLine{"x"}, {"out", "x", "exit", "0"}));
  }
}

TEST_CASE("readiness: what the child has written before its exit comes before that") {
  for (int i = 0; i < 100; ++i) {
    check_ready(job_of(ReadyOnFd{3}, {"to", "3", "x", "exit", "0"}));
    check_ready(job_of(ReadyOnLine{"x"}, {"say", "x", "exit", "0"}));
  }
}

TEST_CASE("readiness: a child is not hindered by the fd after it was ready") {
  Job job =
      job_of(ReadyOnFd{3}, {"to", "3", "x", "to", "3", std::string(100'000, 'y'), "exit", "7"});
  Seen seen;
  Engine engine;
  engine.start(job, [&](Event event) {
    if (auto* closed = std::get_if<Closed>(&event.fact)) seen.result = std::move(closed->result);
  });
  engine.run();
  engine.shut_down();
  CHECK(seen.result.ready_at);
  CHECK(seen.result.exit == ExitStatus{ExitStatus::Kind::Code, 7, false});
}

TEST_CASE("readiness: a line on stdout or stderr") {
  const ReadyOnLine line{"up and"};
  check_ready(job_of(line, {"out", "is up", "out", " and running", "say", "", "forever"}));
  check_ready(job_of(line, {"err", "up and\n", "forever"}));
  // The end of the stream is the end of the line.
  check_ready(job_of(line, {"out", "up and", "close", "1", "forever"}));
  check_never_ready(job_of(line, {"say", "up", "say", " and", "err", "up ", "exit", "0"}));
}

TEST_CASE("readiness: a delay counts from the start, and is never short") {
  const Seen seen = run(job_of(ReadyAfter{50ms}, {"forever"}));
  CHECK(seen.events == in_time);
  CHECK(seen.result.ready_at.value_or(0s) >= 50ms);
  check_never_ready(job_of(ReadyAfter{1h}, {"exit", "0"}));
}

TEST_CASE("readiness: a socket that accepts a connection") {
  std::string directory = "/tmp/cpr-readiness-XXXXXX";
  REQUIRE(::mkdtemp(directory.data()) != nullptr);
  const std::string path = directory + "/s";
  const HandleSpec server{.kind = HandleSpec::Kind::UnixSocket, .address = path};
  check_ready(job_of(ReadyOnConnection{{server}}, {"nap", "30", "listen", path, "forever"}));
  // What is left over refuses.
  check_never_ready(job_of(ReadyOnConnection{{server}}, {"nap", "30", "exit", "0"}));
  ::unlink(path.c_str());
  ::rmdir(directory.c_str());
}

TEST_CASE("readiness: a child that is being killed is not ready any more") {
  Job job = job_of(ReadyOnFd{3}, {"handle", "TERM", "await", "to", "3", "x", "exit", "0"});
  job.limits.timeout = 200ms;
  check_never_ready(job);
}

TEST_CASE("readiness: the start has failed") {
  Job job = job_of(ReadyOnFd{3}, {});
  job.command.file = "/no/such/program";
  const Seen seen = run(job);
  CHECK(seen.events.empty());
  CHECK_FALSE(seen.result.ready_at);
}

TEST_CASE("readiness: each attempt by itself, and the time of the last counts from the start") {
  Job job = job_of(ReadyOnFd{3}, {"to", "3", "x", "exit", "1"});
  Strings events;
  Result result;
  Engine engine;
  Retry retry(
      engine, job,
      {.policy = {.retries = 1, .delay = 40ms}, .is_useful = [](const Result&) { return true; }},
      [&](Event event) {
        if (std::holds_alternative<Ready>(event.fact)) events.emplace_back("ready");
        if (std::holds_alternative<Retrying>(event.fact)) events.emplace_back("again");
        if (auto* closed = std::get_if<Closed>(&event.fact)) {
          result = std::move(closed->result);
        }
      });
  retry.run();
  engine.shut_down();
  CHECK(events == Strings{"ready", "again", "ready"});
  CHECK(result.ready_at.value_or(0s) >= 40ms);
}
