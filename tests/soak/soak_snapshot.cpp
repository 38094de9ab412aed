// Trees of 200 processes that fork and exit all the time: the snapshot delays the first signal by
// no more than it may, and the tree is gone as without a snapshot.
//
//   soak_snapshot [RUNS [CPR_WITHOUT_SNAPSHOT]]
//
// With the second argument, runs of that cpr alternate with those of cpr, and both are measured.
#include <algorithm>
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

constexpr int members = 200;
constexpr double timeout_ms = 700;  // by then all of them run
constexpr Ms bound{30'000};

/// What the contract grants the snapshot.
constexpr double longest_snapshot_ms = 100;
/// The 200 want the same processors: now and then the scheduler lets many of them run before cpr,
/// for longer than that. More than two such runs, and one in thirty, are a violation.
constexpr std::size_t allowed_late = 2;
constexpr std::size_t runs_for_one_late = 30;

struct Program {
  std::string name;
  std::string path;
  Series late{};      ///< from the deadline to the first signal
  Series to_empty{};  ///< from the first signal to the empty tree
  Series seen{};      ///< number of processes in the snapshot
  int few = 0;        ///< runs whose tree was not yet complete
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size())
    ++found;
  return found;
}

void run_once(Program& program, bool takes_snapshot) {
  const Words words{program.path,        "spawn", "--timeout", text("%.0f", timeout_ms), "--result",
                    fresh_result_file(), child(), "churn",     std::to_string(members)};
  const int status = shell_status(finish(start(words), bound));
  const auto result = read_result();
  const std::string what = text("%s, status %d", program.name.c_str(), status);
  if (!result) return violation(what + ": no result");
  std::string wrong = contradiction(*result, status);
  if (wrong.empty() && !result->timed_out) wrong = "not timed out";
  if (wrong.empty() && result->sent.empty()) wrong = "no signal";
  if (wrong.empty() && result->leaked > 0) wrong = "leftovers";
  const bool shown = result->text.find("\"snapshot\":[{\"pid\"") != std::string::npos;
  if (wrong.empty() && shown != takes_snapshot) wrong = shown ? "a snapshot" : "no snapshot";
  if (!wrong.empty()) return violation(what + ": " + wrong + "\n" + result->text.substr(0, 2000));
  if (!await_no_leftovers(Ms(0))) return violation(what + ": leftovers");
  if (result->sent.front().pids < members) ++program.few;
  const double late = result->sent.front().at_ms - timeout_ms;
  if (late < 0) violation(what + text(": a signal %.2f ms too early", -late));
  program.late.add(late);
  program.seen.add(static_cast<double>(count(result->text, "\"ppid\":")));
  program.to_empty.add(*result->empty_at_ms - result->sent.front().at_ms);
}

void report(const Program& program) {
  std::printf("%s: %zu runs, %d with fewer than %d processes\n", program.name.c_str(),
              program.late.size(), program.few, members);
  for (const auto& [what, series] :
       {std::pair("first signal after the deadline", &program.late),
        std::pair("empty after the first signal", &program.to_empty)}) {
    std::printf("  %s, ms: median %.1f, p99 %.1f, max %.1f\n", what, series->at(0.5),
                series->at(0.99), series->at(1));
  }
  std::printf("  processes in the snapshot: fewest %.0f, median %.0f, most %.0f\n",
              program.seen.at(0), program.seen.at(0.5), program.seen.at(1));
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 1000);
  Program with{.name = "with snapshot", .path = cpr()};
  Program without{.name = "without snapshot", .path = argc > 2 ? argv[2] : ""};
  const bool compares = !without.path.empty();
  for (int i = 0; i < runs; ++i) {
    run_once(with, true);
    if (compares) run_once(without, false);
  }
  report(with);
  if (compares) report(without);
  const double latest = longest_snapshot_ms + (compares ? without.late.at(0.99) : 0);
  const std::size_t too_late = with.late.above(latest);
  std::printf("%zu first signals more than %.1f ms after the deadline\n", too_late, latest);
  if (too_late > std::max(allowed_late, with.late.size() / runs_for_one_late)) {
    violation("the snapshot delays the first signal");
  }
  return conclude();
}
