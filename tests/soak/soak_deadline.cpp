// Children that exit within a millisecond of the deadline, before or after: the result is
// consistent, and no timeout expires early.
//
//   soak_deadline [RUNS]
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

constexpr double nap_ms = 8;
constexpr Ms bound{10'000};

/// \returns the result of a child that naps and exits with 7; none after a violation
std::optional<Result> run_once(const Words& limit, double timeout_ms) {
  Words options{"--result", fresh_result_file()};
  options.insert(options.end(), limit.begin(), limit.end());
  const Words words{"nap", text("%.0f", nap_ms), "exit", "7"};
  const int status = shell_status(finish(start(spawn(options, words)), bound));
  auto result = read_result();
  const std::string what = text("--timeout %.3f ms, status %d", timeout_ms, status);
  if (!result) {
    violation(what + ": no result");
    return std::nullopt;
  }
  std::string wrong = contradiction(*result, status);
  if (wrong.empty() && !result->timed_out && result->code != 7) wrong = "a wrong exit code";
  if (wrong.empty() && result->timed_out) {
    if (result->duration_ms < timeout_ms) wrong = "too early";
    for (const auto& sent : result->sent) {
      if (sent.at_ms < timeout_ms) wrong = "a signal too early";
    }
    // The child may have exited by itself in between.
    if (result->signal && !result->killed) wrong = "killed by a signal that was not sent";
  }
  if (wrong.empty()) return result;
  violation(what + ": " + wrong + "\n" + result->text);
  return std::nullopt;
}

/// The duration of a run with this nap and without limits.
double usual_duration() {
  Series durations;
  for (int i = 0; i < 60; ++i) {
    if (const auto result = run_once({}, 0)) durations.add(result->duration_ms);
  }
  return durations.at(0.5);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 10'000);
  Dice dice;
  int timed_out = 0;
  int by_itself = 0;
  Series late;
  double usual = 0;
  for (int i = 0; i < runs; ++i) {
    // Measure again now and then, because the speed of machines drifts.
    if (i % 1000 == 0) usual = usual_duration();
    const double timeout_ms = usual + dice.between(-1, 1);
    const std::string timeout = text("%.0fus", timeout_ms * 1000);
    const auto result = run_once({"--timeout", timeout}, std::stod(timeout) / 1000);
    if (!result || !result->timed_out) continue;
    ++timed_out;
    if (result->code) ++by_itself;
    late.add(result->duration_ms - timeout_ms);
  }
  std::printf("%d runs, %d timed out, in %d of these the child still exited by itself\n", runs,
              timed_out, by_itself);
  std::printf("end after the deadline, ms: median %.2f, p99 %.2f, max %.2f\n", late.at(0.5),
              late.at(0.99), late.at(1));
  return conclude();
}
