// Trees of every kind are ended by a short timeout, held by a cgroup or by cpr as their subreaper:
// nobody is left, the result says what has happened, and the kill path is fast.
//
//   soak_trees [RUNS]
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

struct Tree {
  const char* name;
  Words words;
  enum { Yielding, Moving, Stubborn } nature;  ///< SIGTERM ends it, can miss it, does nothing
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
  int missed = 0;  ///< SIGKILL was needed although SIGTERM would have done
};

// --kill-after is also how long a process may take to die of SIGKILL, so it has to be enough for a
// machine under load. Where it would have to be waited for, most runs do without SIGTERM.
std::string kill_after(const Tree& tree, Dice& dice) {
  if (tree.nature != Tree::Stubborn) return "3s";
  return dice.between(0, 10) < 1 ? "500ms" : "0";
}

void run_once(const Tree& tree, const std::string& containment, Dice& dice, Row& row) {
  // From "not even started" to "all are there".
  const double timeout_ms = dice.between(2, 40);
  constexpr Ms bound{10'000};
  const Words options{"--containment", containment,
                      "--timeout",     text("%.0fus", timeout_ms * 1000),
                      "--kill-after",  kill_after(tree, dice),
                      "--result",      fresh_result_file()};
  const int status = shell_status(finish(start(spawn(options, tree.words)), bound));
  const std::string what =
      text("%s, %s, --timeout %.3f ms", tree.name, containment.c_str(), timeout_ms);
  if (!await_no_survivors(Ms(0))) violation(what + ": leftovers");
  const auto result = read_result();
  if (!result) return violation(what + text(": status %d and no result", status));
  std::string wrong = contradiction(*result, status);
  if (wrong.empty() && !result->timed_out) wrong = "no timeout";
  if (wrong.empty() && result->by != containment) wrong = "another containment";
  if (wrong.empty() && (result->sent.empty() || result->sent.front().at_ms < timeout_ms)) {
    wrong = "a signal too early, or none";
  }
  row.missed += tree.nature == Tree::Yielding && result->sent.size() > 1 ? 1 : 0;
  if (wrong.empty() && tree.nature == Tree::Stubborn && !result->forced &&
      result->sent.front().pids > 1) {
    wrong = "gone without SIGKILL, which is not in its nature";
  }
  if (!wrong.empty()) return violation(what + ": " + wrong + "\n" + result->text);
  row.kill_to_empty.add(*result->empty_at_ms - result->sent.back().at_ms);
  row.pids.add(result->sent.back().pids);
  row.forced += result->forced ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 10'000);
  const Nest nest;
  Words containments{"subreaper"};
  if (nest.made()) {
    containments.insert(containments.begin(), "cgroup");
  } else {
    std::printf("no cgroup may be made here: subreaper alone\n");
  }
  const auto rows = static_cast<int>(trees().size() * containments.size());
  Dice dice;
  std::printf("%-22s%-12s%7s%8s%7s   kill to empty, ms: median    p99    max\n", "tree", "held by",
              "runs", "forced", "pids");
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
  for (const auto& directory : nest.left()) violation("left behind: " + directory);
  return conclude();
}
