// SIGTERM at a random point of cpr's first milliseconds: cpr always dies of that signal, and no
// process is left.
//
//   soak_sigterm [RUNS]
#include <signal.h>
#include <sys/wait.h>

#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

struct Tree {
  const char* name;
  Words words;
  const char* kill_after;  ///< unless 0, also the maximum time to die of SIGKILL
};

const std::vector<Tree>& trees() {
  static const std::vector<Tree> trees{
      {"TERM handled", {"handle", "TERM", "await-quietly", "exit", "0"}, "3s"},
      {"TERM trapped", {"handle", "TERM", "forever"}, "0"},
      {"daemons", {"daemonize", "forever", "--", "daemonize", "forever", "--", "forever"}, "3s"},
  };
  return trees;
}

struct Row {
  int runs = 0;
  int before_result = 0;  ///< cpr died before the run began
  int forced = 0;
  int missed = 0;  ///< SIGKILL was needed because SIGTERM missed a process
  Series ended;
};

void run_once(const Tree& tree, double delay, Row& row) {
  constexpr Ms bound{5000};
  const Words options{"--kill-after", tree.kill_after, "--result", fresh_result_file()};
  const pid_t cpr = start(spawn(options, tree.words));
  sleep_for(Ms(delay));
  const auto sent = Clock::now();
  ::kill(cpr, SIGTERM);
  const auto status = finish(cpr, bound);
  row.ended.add(Ms(Clock::now() - sent).count());
  const std::string what = text("%s, SIGTERM after %.3f ms", tree.name, delay);
  if (!status) violation(what + ": SIGTERM was lost");
  if (status && !(WIFSIGNALED(*status) && WTERMSIG(*status) == SIGTERM)) {
    violation(what + text(": cpr exited with %d", shell_status(status)));
  }
  if (!await_no_leftovers(Ms(0))) violation(what + ": leftovers");
  ++row.runs;
  const auto result = read_result();
  if (!result) {
    ++row.before_result;
  } else if (result->verdict != "interrupted" || result->leaked != 0) {
    violation(what + ": a wrong result\n" + result->text);
  } else if (result->forced) {
    ++row.forced;
    // Before the program runs cpr sends SIGKILL at once.
    row.missed += result->sent.size() > 1 ? 1 : 0;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 10'000);
  const auto kinds = static_cast<int>(trees().size());
  Dice dice;
  std::printf("%-16s%7s%12s%8s   cpr's exit, ms: median     p99      max\n", "tree", "runs",
              "no result", "forced");
  for (const auto& tree : trees()) {
    Row row;
    for (int i = 0; i < (runs + kinds - 1) / kinds; ++i) run_once(tree, dice.between(0, 3), row);
    std::printf("%-16s%7d%12d%8d%23.2f%8.2f%9.2f\n", tree.name, row.runs, row.before_result,
                row.forced, row.ended.at(0.5), row.ended.at(0.99), row.ended.at(1));
    allow_missed(tree.name, row.missed, static_cast<std::size_t>(row.runs));
  }
  return conclude();
}
