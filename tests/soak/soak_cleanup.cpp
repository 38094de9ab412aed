// SIGTERM handlers that run a clean-up command, eight trees at once: at the timeout every existing
// process receives the signal once, and every clean-up finishes.
//
//   soak_cleanup [RUNS]
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "soak.hpp"

namespace {

using namespace soak;

struct Tree {
  const char* name;
  const char*
      script;  ///< notes `up` when its handlers are installed, `cleaned` after each clean-up
  int handlers;
};

const std::vector<Tree>& trees() {
  static const std::vector<Tree> trees{
      {"background, then wait",
       R"(trap "sleep 0.1 && note cleaned; exit 0" TERM; note up; sleep 60 & wait)", 1},
      {"foreground command", R"(trap "sleep 0.1; note cleaned; exit 0" TERM; note up; sleep 60)",
       1},
      {"many members",
       R"(trap "(sleep 0.1; note cleaned) | cat; exit 0" TERM
          for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 60 & done; note up; wait)",
       1},
      {"nested shells",
       R"(trap "sleep 0.05; note cleaned; exit 0" TERM
          (trap "sleep 0.1; note cleaned; exit 0" TERM
           (trap "sleep 0.15; note cleaned; exit 0" TERM; note up; sleep 60 & wait) & wait) & wait)",
       3},
  };
  return trees;
}

/// How often a run has noted a word.
int noted(int run, const std::string& what) {
  std::ifstream file(scratch() + "/notes-" + std::to_string(run));
  int count = 0;
  for (std::string line; std::getline(file, line);) count += line == what ? 1 : 0;
  return count;
}

pid_t start_one(const Tree& tree, int run) {
  const std::string note = text("note() { echo $1 >>notes-%d; }; ", run);
  return start({cpr(), "exec", "-q", "--timeout", "400", note + tree.script});
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 1000);
  constexpr int at_once = 8;
  constexpr Ms bound{20'000};
  int late = 0;  // the timeout expired before all handlers were installed
  for (int first = 0; first < runs; first += at_once) {
    std::vector<pid_t> started;
    for (int i = first; i < first + at_once; ++i) {
      started.push_back(start_one(trees()[static_cast<std::size_t>(i) % trees().size()], i));
    }
    for (int i = first; i < first + at_once; ++i) {
      const Tree& tree = trees()[static_cast<std::size_t>(i) % trees().size()];
      const int status = shell_status(finish(started[static_cast<std::size_t>(i - first)], bound));
      const int cleaned = noted(i, "cleaned");
      if (status != 124) violation(text("%s: status %d", tree.name, status));
      if (noted(i, "up") == 0) {
        ++late;
      } else if (cleaned != tree.handlers) {
        violation(text("%s: %d of %d clean-ups finished", tree.name, cleaned, tree.handlers));
      }
      std::filesystem::remove(scratch() + "/notes-" + std::to_string(i));
    }
    if (!await_no_leftovers(Ms(0))) violation("leftovers");
  }
  std::printf("%d runs, in %d of them the timeout expired too early\n", runs, late);
  if (late > runs / 2) violation("the machine is too slow");
  return conclude();
}
