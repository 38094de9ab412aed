#include "run/retry.hpp"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string>

#include "io/fd_facts.hpp"
#include "process/random_number.hpp"

namespace cpr {
namespace {

std::optional<std::uint64_t> seed_for_tests() {
  const char* text = std::getenv("CPR_RETRY_SEED");
  std::uint64_t seed = 0;
  if (text == nullptr) return std::nullopt;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), seed);
  return error == std::errc{} && *end == 0 ? std::optional(seed) : std::nullopt;
}

/// The next number of a sequence (splitmix64).
std::uint64_t next_of(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

}  // namespace

Retry::Retry(Engine& engine, const Job& job, Spec spec, Sink sink)
    : engine_(engine),
      job_(job),
      spec_(std::move(spec)),
      sink_(std::move(sink)),
      started_at_(job.started_at.value_or(Clock::now())),
      seed_(seed_for_tests()) {
  attempts_.reserve(spec_.policy.most_attempts());
  find_inputs();
}

void Retry::find_inputs() {
  for (std::size_t i = 0; i < job_.stdio.size(); ++i) {
    const StdioSpec& spec = job_.stdio[i];
    if (spec.kind == StdioSpec::Kind::Dup) add_input(spec.fd, i == STDIN_FILENO);
    const bool is_typed = spec.kind == StdioSpec::Kind::Pty;
    if (spec.kind == StdioSpec::Kind::InputPipe || is_typed) {
      add_input(spec.source.fd, i == STDIN_FILENO || is_typed);
    }
  }
  if (job_.channel) add_input(job_.channel->source, false);
}

/// Not where the child writes: each attempt goes on where the one before has stopped.
void Retry::add_input(int fd, bool is_stdin) {
  if (fd < 0) return;
  const auto mode = fd_mode(fd);
  const bool is_read = mode == FdMode::Read || (is_stdin && mode == FdMode::Both);
  // Windows gives an offset for pipes as well, and its lseek(2) waits for a read that is running.
  const off_t offset = is_read && !is_pipe_or_terminal(fd) ? ::lseek(fd, 0, SEEK_CUR) : -1;
  if (offset >= 0) inputs_.push_back({fd, offset});
}

void Retry::run() {
  while (true) {
    Result result = attempt();
    attempts_.push_back(
        {.verdict = verdict(result), .exit = result.exit, .duration = result.duration});
    if (!goes_on(result)) return close(std::move(result));
    if (!engine_.kill_tree()) {
      result.unkillable = true;
      result.leaked = engine_.leftovers();
      return close(std::move(result));
    }
    const Containment containment = engine_.containment();
    engine_.forget_children();
    const std::size_t number = attempts_.size();
    const Duration delay = spec_.policy.delay_after(number, random());
    attempts_.back().delay = delay;
    sink_({Retrying{
        .attempt = number, .of = spec_.policy.most_attempts(), .result = &result, .delay = delay}});
    const int signal = engine_.pause(delay);
    if (signal == 0) continue;
    attempts_.back().delay = {};
    result.failure.reset();
    result.cleanup.reset();
    result.intervention = Intervention{.reason = Reason::Interrupted,
                                       .signal = signal,
                                       .typed = engine_.typed_signal() == signal,
                                       .between_attempts = true};
    result.intervention->path.by = containment;
    result.intervention->path.empty_at = Clock::now() - *current_.started_at;
    result.duration = *result.intervention->path.empty_at;
    return close(std::move(result));
  }
}

Result Retry::attempt() {
  current_ = job_;
  const std::size_t number = attempts_.size() + 1;
  // A variable of --env replaces it.
  auto& set = current_.command.env.set;
  set.insert(set.begin(), {"CPR_ATTEMPT", std::to_string(number)});
  current_.started_at = started_at_;
  if (number > 1) {
    current_.started_at = Clock::now();
    attempt_at_ = *current_.started_at - started_at_;
    for (const auto& input : inputs_) ::lseek(input.fd, input.offset, SEEK_SET);
  }
  Result result;
  engine_.start(current_, [&](Event event) {
    if (auto* closed = std::get_if<Closed>(&event.fact)) {
      result = std::move(closed->result);
    } else {
      sink_(std::move(event));
    }
  });
  engine_.run();
  return result;
}

bool Retry::goes_on(const Result& result) const {
  // After Ctrl-C there is no other attempt, also if the child has handled the signal.
  return engine_.typed_signal() == 0 && spec_.policy.goes_on(result, attempts_.size()) &&
         spec_.is_useful(result);
}

/// The times in a Result count from the start of the run.
void Retry::close(Result result) {
  result.duration += attempt_at_;
  const auto shift = [this](KillPath& path) {
    for (auto& sent : path.signals) sent.at += attempt_at_;
    if (path.empty_at) *path.empty_at += attempt_at_;
  };
  if (result.intervention) shift(result.intervention->path);
  if (result.cleanup) shift(result.cleanup->path);
  if (result.ready_at) *result.ready_at += attempt_at_;
  result.attempts = std::move(attempts_);
  sink_({Closed{std::move(result)}});
}

std::uint64_t Retry::random() {
  if (seed_) return next_of(*seed_);
  // Without one, all delays are the shortest.
  return random_number().value_or(0);
}

}  // namespace cpr
