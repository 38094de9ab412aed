// With --no-orphans, one of cpr's processes is killed at a random point: within a second no process
// of the tree and no cgroup is left.
//
//   soak_sigkill [RUNS]
#include <signal.h>

#include <array>
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

const std::vector<Words>& trees() {
  static const std::vector<Words> trees{
      {"forever"},
      {"bomb", "50", "forever"},
      {"fork", "hop", "--", "forever"},
      {"ignore", "TERM", "daemonize", "forever", "--", "fork", "setpgid", "forever", "--",
       "forever"},
      {"daemonize", "hop", "--", "daemonize", "hop", "--", "forever"},
  };
  return trees;
}

constexpr std::array<const char*, 3> victims{"the shim", "the guardian", "cpr itself"};

struct Row {
  int deaths = 0;
  Series clean_up;
};

/// Each process of cpr is the only child of the previous one.
std::pair<std::size_t, pid_t> victim_of(pid_t started, std::size_t wanted) {
  pid_t victim = started;
  std::size_t which = 0;
  for (; which < wanted; ++which) {
    const auto below = first_child(victim);
    if (!below) break;
    victim = *below;
  }
  return {which, victim};
}

void run_once(ScopedCgroup& cgroup_scope, bool cgroup, Dice& dice, std::array<Row, 4>& rows) {
  constexpr Ms bound{1000};
  const Words& tree = dice.pick(trees());
  const double delay = dice.between(0, 60);
  const double lot = dice.between(0, 1);
  const auto wanted = static_cast<std::size_t>(dice.between(0, 3));
  Words options{"--no-orphans"};
  if (cgroup) options.insert(options.end(), {"--containment", "cgroup"});

  const pid_t started = start(spawn(options, tree));
  sleep_for(Ms(delay));
  const auto [which, victim] = victim_of(started, wanted);
  const bool group = lot > 0.85;
  const int signal = lot > 0.7 && !group ? SIGSEGV : SIGKILL;
  if (group) {
    ::kill(-started, signal);
  } else {
    signal_process(victim, signal);
  }
  const auto begin = Clock::now();
  const auto status = finish(started, bound);
  const bool gone = await_no_leftovers(bound - (Clock::now() - begin));
  const Ms took = Clock::now() - begin;
  const std::string what =
      text("%s%s, signal %d to %s after %.2f ms", tree[0].c_str(), cgroup ? " in a cgroup" : "",
           signal, group ? "the whole group" : victims[which], delay);
  if (!gone) violation(what + ": leftovers");
  if (!status) violation(what + ": cpr does not exit");
  if (!gone) cgroup_scope.kill_all();
  // The next cpr would remove it, but there may be none.
  for (const auto& directory : cgroup_scope.leftover_cgroups())
    violation(what + ": leftover cgroup " + directory);
  Row& row = rows[group ? 3 : which];
  ++row.deaths;
  row.clean_up.add(took.count());
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 1000);
  ScopedCgroup cgroup_scope;
  if (!cgroup_scope.created())
    std::printf("cannot create a cgroup: without --containment cgroup\n");
  Dice dice;
  std::printf("%-12s%-18s%8s   clean-up, ms: median    p99    max\n", "tracked by", "killed",
              "deaths");
  for (const bool cgroup : {false, true}) {
    if (cgroup && !cgroup_scope.created()) continue;
    std::array<Row, 4> rows;
    for (int i = 0; i < (runs + 1) / 2; ++i) run_once(cgroup_scope, cgroup, dice, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& time = rows[i].clean_up;
      std::printf("%-12s%-18s%8d%23.1f%7.1f%7.1f\n", cgroup ? "cgroup" : "subreaper",
                  i < victims.size() ? victims[i] : "the whole group", rows[i].deaths, time.at(0.5),
                  time.at(0.99), time.at(1));
    }
  }
  return conclude();
}
