#include <doctest/doctest.h>

#include <csignal>
#include <limits>

#include "core/retry_policy.hpp"
#include "options/retry_options.hpp"
#include "options/values.hpp"
#include "options/words.hpp"
#include "report/render_text.hpp"
#include "usage_error.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

Result exited(int code) {
  Result result;
  result.cmd = "prog";
  result.pid = 7;
  result.exit = ExitStatus{ExitStatus::Kind::Code, code};
  return result;
}

Result killed_by(int signal) {
  Result result = exited(0);
  result.exit = ExitStatus{ExitStatus::Kind::Signal, signal};
  return result;
}

Result ended_by(Reason reason, ExitStatus exit) {
  Result result = exited(0);
  result.exit = exit;
  result.intervention = Intervention{.reason = reason};
  return result;
}

bool retried(std::string_view list, const Result& result) {
  return parse_retry_on("--retry-on", list).has(result);
}

RetryPolicy delays(std::string_view text) {
  RetryPolicy policy;
  set_retry_delay(policy, "--retry-delay", text, parse_duration);
  return policy;
}

}  // namespace

TEST_CASE("retry: every failure by default, but what another attempt would not change") {
  const auto ends = RetriedEnds::by_default();
  const ExitStatus term{ExitStatus::Kind::Signal, SIGTERM};
  CHECK_FALSE(ends.has(exited(0)));
  CHECK(ends.has(exited(1)));
  CHECK(ends.has(killed_by(SIGSEGV)));
  CHECK(ends.has(ended_by(Reason::Timeout, term)));
  CHECK(ends.has(ended_by(Reason::Timeout, {})));
  CHECK(ends.has(ended_by(Reason::IdleTimeout, term)));
  CHECK_FALSE(ends.has(ended_by(Reason::MaxBuffer, term)));
  CHECK_FALSE(ends.has(ended_by(Reason::MaxMemory, term)));
  CHECK_FALSE(ends.has(ended_by(Reason::Interrupted, term)));
  Result leak = exited(0);
  leak.cleanup = Cleanup{.is_failure = true};
  CHECK(ends.has(leak));
  leak.cleanup->is_failure = false;
  CHECK_FALSE(ends.has(leak));
  Result unknown;
  unknown.status_unknown = true;
  CHECK(ends.has(unknown));
  Result failed;
  failed.failure = StartFailure{};
  CHECK_FALSE(ends.has(failed));
}

TEST_CASE("retry: a list of ends replaces the default") {
  const ExitStatus term{ExitStatus::Kind::Signal, SIGTERM};
  CHECK(retried("75", exited(75)));
  CHECK_FALSE(retried("75", exited(1)));
  CHECK(retried("100-110,3", exited(100)));
  CHECK(retried("100-110,3", exited(110)));
  CHECK(retried("100-110,3", exited(3)));
  CHECK_FALSE(retried("100-110,3", exited(111)));
  CHECK_FALSE(retried("11", killed_by(11)));
  CHECK(retried("SIGSEGV", killed_by(SIGSEGV)));
  CHECK(retried("segv", killed_by(SIGSEGV)));
  CHECK_FALSE(retried("SIGSEGV", killed_by(SIGBUS)));
  CHECK(retried("signal", killed_by(SIGBUS)));
  CHECK(retried("0", exited(0)));
  CHECK_FALSE(retried("exit", exited(0)));
  // A code or signal means the child's own end.
  CHECK_FALSE(retried("SIGTERM,signal,0-255,exit", ended_by(Reason::Timeout, term)));
  CHECK_FALSE(retried("7", ended_by(Reason::Timeout, {ExitStatus::Kind::Code, 7})));
  CHECK(retried("max-memory", ended_by(Reason::MaxMemory, term)));
  CHECK(retried("interrupted", ended_by(Reason::Interrupted, term)));
  Result failed;
  failed.failure = StartFailure{};
  CHECK(retried("spawn-error", failed));
  for (const auto& [word, verdict] : verdicts) CHECK(name(verdict) == word);
  for (const char* bad : {"", "timeout,", "256", "110-100", "-5", "5-", "1-2-3", "Timeout", "foo",
                          "SIGFOO", "1 2", "9999999999999999999999"}) {
    INFO(bad);
    CHECK_THROWS_AS(parse_retry_on("--retry-on", bad), UsageError);
  }
}

TEST_CASE("retry: how often, and never where it is useless") {
  const RetryPolicy policy{.retries = 2};
  CHECK(policy.most_attempts() == 3);
  CHECK(policy.goes_on(exited(1), 1));
  CHECK(policy.goes_on(exited(1), 2));
  CHECK_FALSE(policy.goes_on(exited(1), 3));
  CHECK_FALSE(policy.goes_on(exited(0), 1));
  Result unkillable = exited(1);
  unkillable.unkillable = true;
  CHECK_FALSE(policy.goes_on(unkillable, 1));
  Result lost = exited(1);
  lost.lost.push_back({.stream = 1, .error = 32});
  CHECK_FALSE(policy.goes_on(lost, 1));
  CHECK(parse_retries("--retries", "0") == 0);
  CHECK(parse_retries("--retries", "1000") == 1000);
  CHECK_THROWS_AS(parse_retries("--retries", "1001"), UsageError);
  CHECK_THROWS_AS(parse_retries("--retries", "-1"), UsageError);
}

TEST_CASE("retry: a constant delay has no jitter") {
  const auto policy = delays("2s");
  for (const std::size_t attempt : {1, 2, 1000}) {
    CHECK(policy.delay_after(attempt, 0) == 2s);
    CHECK(policy.delay_after(attempt, largest) == 2s);
  }
  CHECK(RetryPolicy{}.delay_after(1, 0) == 1s);
  CHECK(delays("0").delay_after(1, 0) == 0s);
}

TEST_CASE("retry: with a maximum the delay doubles, and half of it is random") {
  const auto policy = delays("1s..30s");
  const auto shortest = [&](std::size_t attempt) { return policy.delay_after(attempt, 0); };
  const auto longest = [&](std::size_t attempt) { return policy.delay_after(attempt, largest); };
  CHECK(shortest(1) == 500ms);
  CHECK(shortest(2) == 1s);
  CHECK(shortest(5) == 8s);
  CHECK(shortest(6) == 15s);
  CHECK(shortest(1000) == 15s);
  CHECK(longest(1) <= 1s);
  CHECK(longest(1) > 999ms);
  CHECK(longest(1000) <= 30s);
  CHECK(longest(1000) > 29s);
  CHECK(policy.delay_after(1, largest / 2) > 749ms);
  CHECK(policy.delay_after(1, largest / 2) < 751ms);
  // Nothing overflows.
  const auto endless = delays("100000d..106000d");
  CHECK(endless.delay_after(1000, largest) > 0s);
  CHECK(endless.delay_after(1000, largest) <= *endless.longest_delay);
  CHECK(delays("0..1s").delay_after(5, largest) == 0s);
  for (const char* bad : {"", "none", "1s..", "..1s", "1s..none", "2s..1s", "1s..2s..3s", "-1s"}) {
    INFO(bad);
    CHECK_THROWS_AS(delays(bad), UsageError);
  }
}

TEST_CASE("retry: the message between two attempts") {
  Options options;
  options.verb = Verb::Timeout;
  const auto text = [&](const Result& result) {
    return describe(Retrying{.attempt = 1, .of = 3, .result = &result, .delay = 2s}, options);
  };
  using Lines = std::vector<std::string>;
  CHECK(text(exited(3)) == Lines{"attempt 1 of 3: 'prog' exited with code 3; trying again in 2 s"});
  CHECK(text(killed_by(SIGSEGV)) ==
        Lines{"attempt 1 of 3: 'prog' was killed by SIGSEGV; trying again in 2 s"});
  Result unknown = exited(0);
  unknown.exit.reset();
  unknown.status_unknown = true;
  CHECK(text(unknown) == Lines{"attempt 1 of 3: 'prog': exit status unknown: another process or "
                               "library reaped it; trying again in 2 s"});
  options.bare.retry_delay = 5;
  CHECK(text(exited(1)).front().ends_with("(5 means 5 ms; for seconds write 5s)"));
}
