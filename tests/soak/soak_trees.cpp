// Trees of every kind are killed by a short timeout, tracked by a cgroup or by cpr as a subreaper:
// no process is left, the result is consistent, and the kill path is fast.
//
//   soak_trees [RUNS]
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

struct Tree {
  const char* name;
  Words words;
  enum {
    Yielding,
    Moving,
    Stubborn
  } nature;  ///< SIGTERM kills all of it, may miss a process, is ignored
};

const std::vector<Tree>& trees() {
  static const std::vector<Tree> trees{
      {"bomb of 50", {"bomb", "50", "forever"}, Tree::Yielding},
      {"bomb, TERM ignored", {"ignore", "TERM", "bomb", "50", "forever"}, Tree::Stubborn},
      {"chain of forks", {"fork", "hop", "--", "forever"}, Tree::Moving},
      {"daemons",
       {"daemonize", "forever", "--", "daemonize", "fork", "forever", "--", "forever", "--",
        "forever"},
       Tree::Yielding},
      {"own group",
       {"fork", "setpgid", "fork", "forever", "--", "forever", "--", "forever"},
       Tree::Yielding},
      {"TERM trapped", {"handle", "TERM", "fork", "forever", "--", "forever"}, Tree::Stubborn},
      {"TERM ignored, daemon",
       {"ignore", "TERM", "daemonize", "forever", "--", "forever"},
       Tree::Stubborn},
  };
  return trees;
}

struct Row {
  Series kill_to_empty;
  Series pids;
  int forced = 0;
  int missed = 0;  ///< SIGKILL was needed because SIGTERM missed a process
};

// --kill-after is also the maximum time to die of SIGKILL, so it has to be enough for a busy
// machine. For trees that ignore SIGTERM most runs use 0, to save the wait.
std::string kill_after(const Tree& tree, Dice& dice) {
  if (tree.nature != Tree::Stubborn) return "3s";
  return dice.between(0, 10) < 1 ? "500ms" : "0";
}

void run_once(const Tree& tree, const std::string& containment, Dice& dice, Row& row) {
  // From before the start to the complete tree.
  const double timeout_ms = dice.between(2, 40);
  constexpr Ms bound{10'000};
  const Words options{"--containment", containment,
                      "--timeout",     text("%.0fus", timeout_ms * 1000),
                      "--kill-after",  kill_after(tree, dice),
                      "--result",      fresh_result_file()};
  const int status = shell_status(finish(start(spawn(options, tree.words)), bound));
  const std::string what =
      text("%s, %s, --timeout %.3f ms", tree.name, containment.c_str(), timeout_ms);
  if (!await_no_leftovers(Ms(0))) violation(what + ": leftovers");
  const auto result = read_result();
  if (!result) return violation(what + text(": status %d and no result", status));
  std::string wrong = contradiction(*result, status);
  if (wrong.empty() && !result->timed_out) wrong = "no timeout";
  if (wrong.empty() && result->by != containment) wrong = "another containment";
  if (wrong.empty() && (result->sent.empty() || result->sent.front().at_ms < timeout_ms)) {
    wrong = "a signal too early, or no signal";
  }
  row.missed += tree.nature == Tree::Yielding && result->sent.size() > 1 ? 1 : 0;
  if (wrong.empty() && tree.nature == Tree::Stubborn && !result->forced &&
      result->sent.front().pids > 1) {
    wrong = "gone without SIGKILL";
  }
  if (!wrong.empty()) return violation(what + ": " + wrong + "\n" + result->text);
  row.kill_to_empty.add(*result->empty_at_ms - result->sent.back().at_ms);
  row.pids.add(result->sent.back().pids);
  row.forced += result->forced ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 10'000);
  const ScopedCgroup cgroup_scope;
  Words containments{"subreaper"};
  if (cgroup_scope.created()) {
    containments.insert(containments.begin(), "cgroup");
  } else {
    std::printf("cannot create a cgroup: subreaper only\n");
  }
  const auto rows = static_cast<int>(trees().size() * containments.size());
  Dice dice;
  std::printf("%-22s%-12s%7s%8s%7s   kill to empty, ms: median    p99    max\n", "tree",
              "tracked by", "runs", "forced", "pids");
  for (const auto& tree : trees()) {
    for (const auto& containment : containments) {
      Row row;
      for (int i = 0; i < (runs + rows - 1) / rows; ++i) {
        run_once(tree, containment, dice, row);
      }
      std::printf("%-22s%-12s%7zu%8d%7.0f%28.2f%7.2f%7.2f\n", tree.name, containment.c_str(),
                  row.pids.size(), row.forced, row.pids.at(1), row.kill_to_empty.at(0.5),
                  row.kill_to_empty.at(0.99), row.kill_to_empty.at(1));
      allow_missed(tree.name, row.missed, row.pids.size());
    }
  }
  for (const auto& directory : cgroup_scope.leftover_cgroups())
    violation("leftover cgroup: " + directory);
  return conclude();
}
