// Thousands of orphans are reparented to cpr as PID 1, half from its own child, half from a process
// outside of its run, as with `docker exec`: at the end there is no zombie.
//
//   soak_orphans_pid1 [ORPHANS]
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "soak.hpp"

namespace {

using namespace soak;

/// Creates processes whose parent exits before them.
void make_orphans(int count) {
  constexpr int at_a_time = 50;
  for (int made = 0; made < count; made += at_a_time) {
    const pid_t parent = ::fork();
    if (parent < 0) std::_Exit(2);
    if (parent == 0) {
      const pid_t self = ::getpid();
      for (int i = 0; i < at_a_time; ++i) {
        const pid_t orphan = ::fork();
        if (orphan < 0) std::_Exit(2);
        if (orphan > 0) continue;
        while (::getppid() == self) sched_yield();
        sleep_for(Ms(i % 3));
        std::_Exit(0);
      }
      std::_Exit(0);
    }
    int status = 0;
    if (::waitpid(parent, &status, 0) != parent || status != 0) std::_Exit(2);
  }
}

struct Population {
  int all = 0;
  int zombies = 0;
};

Population population() {
  Population seen;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
       at.increment(error)) {
    std::ifstream file(at->path() / "stat");
    const std::string name = at->path().filename();
    std::string pid;
    std::string command;
    std::string state;
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    if (!(file >> pid >> command >> state)) continue;
    ++seen.all;
    if (state == "Z") ++seen.zombies;
  }
  return seen;
}

/// The child of cpr. \returns the number of leftover processes
int make_and_count(int count) {
  constexpr int residents = 3;  // the shim as PID 1, cpr, and this process
  constexpr int most = 100;
  make_orphans(count);
  Population now;
  int most_zombies = 0;
  for (int i = 0; i < 30'000; ++i) {
    now = population();
    most_zombies = std::max(most_zombies, now.zombies);
    if (now.all == residents && now.zombies == 0) break;
    sleep_for(Ms(1));
  }
  std::printf("at the end %d processes, %d zombies; at most %d zombies at one time\n", now.all,
              now.zombies, most_zombies);
  std::fflush(stdout);
  return std::min(most, now.all - residents + now.zombies);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "make") == 0) return make_and_count(std::atoi(argv[2]));
  const int orphans = count_argument(argc, argv, 10'000);
  const std::string half = std::to_string(orphans / 2);
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  std::printf("%d orphans through cpr as PID 1\n", orphans);
  const int status = in_pid_namespace([&] {
    if (::fork() == 0) {
      make_orphans(orphans / 2);
      std::_Exit(0);
    }
    ::execl(cpr().c_str(), "cpr", "execFile", "-q", "--timeout", "120s", "--", self.c_str(), "make",
            half.c_str(), nullptr);
    return 2;
  });
  if (status == skipped) return skipped;
  if (status != 0) violation(text("cpr exited with %d", status));
  return conclude();
}
