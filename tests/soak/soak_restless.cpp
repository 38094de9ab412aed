// Processes that write to files all the time: after cpr has returned from a timeout, no file
// changes.
//
//   soak_restless [RUNS]
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "soak.hpp"

namespace {

using namespace soak;

const std::array<std::string, 4> files{"child", "grandchild", "daemon", "daemon-2"};

struct State {
  std::array<long long, files.size()> counters{};
  std::array<long long, files.size()> changed{};
  bool operator==(const State&) const = default;
};

State look() {
  State state;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const int fd = ::open(files[i].c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) continue;
    struct stat info {};
    ::fstat(fd, &info);
    state.changed[i] = info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec;
    if (::read(fd, &state.counters[i], sizeof state.counters[i]) < 0) state.counters[i] = -1;
    ::close(fd);
  }
  return state;
}

bool all_were_written(const State& state) {
  for (const auto counter : state.counters) {
    if (counter == 0) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = count_argument(argc, argv, 1000);
  constexpr Ms bound{10'000};
  const ScopedCgroup cgroup_scope;
  const Words containments{"subreaper", cgroup_scope.created() ? "cgroup" : "subreaper"};
  const Words words{"daemonize", "scribble", files[3],   "--",    "daemonize",
                    "scribble",  files[2],   "--",       "fork",  "scribble",
                    files[1],    "--",       "scribble", files[0]};
  Dice dice;
  int complete = 0;
  for (int i = 0; i < runs; ++i) {
    for (const auto& file : files) ::unlink((scratch() + "/" + file).c_str());
    const double timeout_ms = dice.between(5, 50);
    const auto& containment = containments[static_cast<std::size_t>(i) % 2];
    const Words options{"--timeout",     text("%.0fus", timeout_ms * 1000),
                        "--kill-after",  "3s",
                        "--containment", containment,
                        "--kill-signal", i % 4 < 2 ? "TERM" : "KILL"};
    const int status = shell_status(finish(start(spawn(options, words)), bound));
    const State before = look();
    sleep_for(Ms(10));
    const std::string what = text("%s, --timeout %.3f ms", containment.c_str(), timeout_ms);
    if (!(look() == before)) violation(what + ": a file has changed afterwards");
    if (status != 124) violation(what + text(": status %d", status));
    if (!await_no_leftovers(Ms(0))) violation(what + ": leftovers");
    complete += all_were_written(before) ? 1 : 0;
  }
  std::printf("%d runs, in %d of them all %zu processes had written\n", runs, complete,
              files.size());
  for (const auto& directory : cgroup_scope.leftover_cgroups())
    violation("leftover cgroup: " + directory);
  return conclude();
}
