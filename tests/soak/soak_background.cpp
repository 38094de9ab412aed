// One of the processes of a cpr with --background is killed at a random point. If no token was
// printed, no process is left within a second; if one was, `cpr kill` ends the run. Without
// --no-orphans the caller alone is killed, since a supervisor that is killed leaves its tree, as a
// cpr in the foreground does.
//
//   soak_background [RUNS]
#include <signal.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "soak.hpp"

namespace {

using namespace soak;

constexpr Ms bound{10'000};  // for what does not wait for a time limit
constexpr std::size_t processes = 4;
constexpr std::array<const char*, processes> victims{"the caller", "its child", "the next below",
                                                     "the last below"};

const std::vector<Words>& trees() {
  static const std::vector<Words> trees{
      {"forever"},
      {"fork", "setpgid", "forever", "--", "forever"},
      {"ignore", "TERM", "daemonize", "forever", "--", "forever"},
  };
  return trees;
}

struct Row {
  int deaths = 0;
  int tokens = 0;
  Series clean_up;
};

/// A line without its newline is not a token that a script would read.
std::string printed_token() {
  std::ifstream file(scratch() + "/token");
  std::string line;
  std::getline(file, line);
  return file.eof() ? std::string() : line;
}

/// Waits until the process that is `depth` generations below exists; the caller may exit before.
pid_t process_below(pid_t started, std::size_t depth) {
  const auto end = Clock::now() + Ms(200);
  pid_t process = started;
  while (depth > 0 && Clock::now() < end) {
    const auto below = first_child(process);
    if (!below) continue;
    process = *below;
    --depth;
  }
  return process;
}

void run_once(bool no_orphans, Dice& dice, std::array<Row, processes>& rows) {
  const auto which = no_orphans ? static_cast<std::size_t>(dice.between(0, processes)) : 0;
  const double lot = dice.between(0, 1);
  const double delay = 4 * lot * lot;  // most starts take less than a millisecond
  const Words& tree = dice.pick(trees());
  Words command = spawn({"--background", "--kill-after", "200ms"}, tree);
  if (no_orphans) command.insert(command.begin() + 2, "--no-orphans");
  Words line{"/bin/sh", "-c", "exec \"$@\" >token", "sh"};
  line.insert(line.end(), command.begin(), command.end());

  const pid_t started = start(line);
  const pid_t victim = process_below(started, which);
  sleep_for(Ms(delay));
  signal_process(victim, SIGKILL);
  const auto begin = Clock::now();
  const std::string what = text("%s%s, %s after %.2f ms", tree[0].c_str(),
                                no_orphans ? " with --no-orphans" : "", victims[which], delay);
  const auto status = finish(started, bound);
  if (!status) violation(what + ": the caller does not exit");
  const std::string token = printed_token();
  if (!token.empty()) {
    const auto killed = finish(start({cpr(), "kill", token}), bound);
    if (!killed) violation(what + ": cpr kill does not exit");
  } else if (shell_status(status) == 0) {
    violation(what + ": success without a token");
  }
  if (!await_no_leftovers(Ms(1000))) {
    violation(what + (token.empty() ? ": leftovers without a token" : ": leftovers of " + token));
  }
  Row& row = rows[which];
  ++row.deaths;
  row.tokens += token.empty() ? 0 : 1;
  row.clean_up.add(Ms(Clock::now() - begin).count());
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 1000);
  const std::string directory = scratch() + "/runs";
  ::mkdir(directory.c_str(), S_IRWXU);
  ::setenv("CPR_RUNTIME_DIR", directory.c_str(), 1);
  Dice dice;
  std::printf("%-16s%-18s%8s%8s   clean-up, ms: median    p99    max\n", "", "killed", "deaths",
              "tokens");
  for (const bool no_orphans : {false, true}) {
    std::array<Row, processes> rows;
    for (int i = 0; i < (runs + 1) / 2; ++i) run_once(no_orphans, dice, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      if (row.deaths == 0) continue;
      std::printf("%-16s%-18s%8d%8d%23.1f%7.1f%7.1f\n", no_orphans ? "--no-orphans" : "",
                  victims[i], row.deaths, row.tokens, row.clean_up.at(0.5), row.clean_up.at(0.99),
                  row.clean_up.at(1));
    }
  }
  return conclude();
}
