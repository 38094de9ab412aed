// Through the engine, with real processes.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <string>
#include <vector>

#include "run/engine.hpp"

using namespace cpr;
using namespace std::chrono_literals;
using Kind = StdioSpec::Kind;

namespace {

constexpr std::uint64_t mib = 1 << 20;

Job job_of(std::vector<std::string> words, std::uint64_t max_memory) {
  Job job;
  job.command.file = TEST_CHILD;
  job.command.args = std::move(words);
  job.stdio = {{.kind = Kind::Ignore}, {.kind = Kind::Ignore}, {.kind = Kind::Ignore}};
  job.limits.max_memory = max_memory;
  return job;
}

Result run(const Job& job) {
  Result result;
  Engine engine;
  engine.start(job, [&](Event event) {
    if (auto* closed = std::get_if<Closed>(&event.fact)) result = std::move(closed->result);
  });
  engine.run();
  engine.shut_down();
  return result;
}

}  // namespace

TEST_CASE("memory watch: the sum of all processes ends the run") {
  // Neither of the two exceeds the limit by itself.
  const Result result =
      run(job_of({"fork", "take", "40", "forever", "--", "take", "40", "forever"}, 64 * mib));
  REQUIRE(result.intervention);
  CHECK(result.intervention->reason == Reason::MaxMemory);
  CHECK(verdict(result) == Verdict::MaxMemory);
  CHECK(result.intervention->memory.bytes > 64 * mib);
  CHECK(result.intervention->memory.bytes < 120 * mib);
  CHECK(result.intervention->memory.processes == 2);
  CHECK(result.exit == ExitStatus{ExitStatus::Kind::Signal, SIGTERM, false});
  REQUIRE(result.tree);
  CHECK(result.tree->source == TreeUsage::Source::Watch);
  CHECK(result.tree->peak_memory > 64 * mib);
  CHECK(result.tree->peak_processes == 2);
}

TEST_CASE("memory watch: memory that is shared counts once") {
  // Until the processes are killed by the timeout: five times 60 MiB are resident.
  Job job = job_of({"share", "60", "5", "forever"}, 200 * mib);
  Result result;
  for (const auto timeout : {1s, 5s, 20s}) {  // on a machine that stalls they may not be ready
    job.limits.timeout = timeout;
    result = run(job);
    if (result.tree && result.tree->peak_processes == 6) break;
  }
  CHECK(verdict(result) == Verdict::Timeout);
  REQUIRE(result.tree);
  CHECK(result.tree->peak_processes == 6);
  CHECK(result.tree->peak_memory.value_or(0) >= 50 * mib);
  CHECK(result.tree->peak_memory.value_or(0) <= 200 * mib);
}

TEST_CASE("memory watch: a run that is over before the first look has no peak") {
  const Result result = run(job_of({"exit", "0"}, 64 * mib));
  CHECK(verdict(result) == Verdict::Exit);
  REQUIRE(result.tree);
  CHECK(result.tree->source == TreeUsage::Source::Rusage);
  CHECK_FALSE(result.tree->peak_memory);
  CHECK_FALSE(result.tree->peak_processes);
}

TEST_CASE("usage meter: CPU time of daemons, but not of what was reaped before the run") {
  const pid_t before = ::fork();
  if (before == 0) {
    timespec used{};
    while (used.tv_nsec < 200'000'000) ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    ::_exit(0);
  }
  ::waitpid(before, nullptr, 0);
  Job job = job_of({"daemonize", "burn", "100", "exit", "0", "--", "exit", "0"}, 0);
  job.limits.max_memory.reset();
  job.measure = true;
  // The daemon holds it open until its end.
  job.stdio[1] = {.kind = Kind::OutputPipe, .destination = {.kind = Destination::Kind::Capture}};
  const Result result = run(job);
  REQUIRE(result.tree);
  const auto used = result.tree->user_us + result.tree->system_us;
  CHECK(used >= 100'000);
  CHECK(used < 190'000);
  CHECK(result.tree->source == TreeUsage::Source::Rusage);
  REQUIRE(result.usage);
  CHECK(result.usage->user_us + result.usage->system_us < 90'000);  // it has not waited for it
}

TEST_CASE("usage meter: nothing is measured unless it is asked for") {
  Job job = job_of({"exit", "0"}, 0);
  job.limits.max_memory.reset();
  CHECK_FALSE(run(job).tree);
}
