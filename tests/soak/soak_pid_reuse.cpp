// In a PID namespace with a hundred pids, a tree that forks endlessly and bystanders that do the
// same constantly reuse each other's pids: no signal that cpr sends may reach a bystander.
//
//   soak_pid_reuse [SIGNALS [CPR]]
//
// CPR may be a build with a deliberate bug (see pinned_naive.cpp), which has to fail here.
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <new>

#include "soak.hpp"

namespace {

using namespace soak;

// The kernel reuses pids from 300 on.
constexpr int number_limit = 400;

/// Shared by all processes of the soak.
struct Ledger {
  std::atomic<long> bystanders{0};
  std::atomic<bool> over{false};
  std::array<std::atomic<long>, 65> hits{};  ///< by signal
};
Ledger* ledger = nullptr;

/// Counts the signals to this process, which blocks all signals. SIGCHLD comes from its own
/// children.
void record_pending() {
  sigset_t pending;
  sigpending(&pending);
  for (int signal = 1; signal <= 64; ++signal) {
    if (signal != SIGCHLD && sigismember(&pending, signal) == 1) ++ledger->hits[signal];
  }
}

/// Waits for a child. Signals that cannot be blocked are counted here.
void record_end() {
  int status = 0;
  const pid_t pid = ::waitpid(-1, &status, WUNTRACED);
  if (pid <= 0) return;
  if (WIFSIGNALED(status)) ++ledger->hits[WTERMSIG(status)];
  if (WIFSTOPPED(status)) {
    ++ledger->hits[SIGSTOP];
    ::kill(pid, SIGKILL);  // a SIGCONT that was sent as well is pending
    ::waitpid(pid, &status, 0);
  }
}

/// A bystander with short-lived children. Its pid may have belonged to a process of the tree, so
/// that its children look like descendants.
[[noreturn]] void stand_by(int nap_us) {
  constexpr int children = 2;
  int forked = 0;
  for (int i = 0; i < children; ++i) {
    const pid_t pid = ::fork();
    if (pid < 0) continue;
    if (pid > 0) {
      ++forked;
      continue;
    }
    ::usleep(static_cast<useconds_t>(nap_us));
    record_pending();
    std::_Exit(0);
  }
  for (int i = 0; i < forked; ++i) record_end();
  ledger->bystanders += 1 + forked;
  record_pending();
  std::_Exit(0);
}

/// Keeps starting bystanders. Its own pid is low and never reused.
[[noreturn]] void keep_bystanders() {
  constexpr int at_a_time = 8;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  int alive = 0;
  for (int turn = 0; !ledger->over; ++turn) {
    const pid_t pid = ::fork();
    if (pid == 0) stand_by(turn % 7 * 200);
    if (pid > 0) ++alive;
    if (pid < 0 || alive == at_a_time) {
      record_end();
      if (alive > 0) --alive;
    }
  }
  while (alive-- > 0) record_end();
  std::_Exit(0);
}

long hits() {
  long sum = 0;
  for (const auto& count : ledger->hits) sum += count;
  return sum;
}

/// PID 1 of the namespace.
int run_inside(const std::string& program, long wanted) {
  constexpr Ms bound{20'000};
  const std::string limit = std::to_string(number_limit);
  std::ofstream("/proc/sys/kernel/pid_max") << limit << std::flush;
  std::string now;
  std::ifstream("/proc/sys/kernel/pid_max") >> now;
  if (now != limit) {
    std::printf("skipped: this kernel has no kernel.pid_max per namespace\n");
    return skipped;
  }
  const pid_t keeper = ::fork();
  if (keeper == 0) keep_bystanders();
  long sent = 0;
  int runs = 0;
  int failed = 0;
  Dice dice;
  for (; sent < wanted && failed < 1000; ++runs) {
    Words command = spawn({"--timeout", text("%.0fms", dice.between(5, 30)), "--kill-after", "40ms",
                           "--result", fresh_result_file()},
                          {"ignore", "TERM", "churn", "16"});
    command[0] = program;
    const auto status = finish(start(command), bound);
    if (!status) violation("cpr does not exit");
    const auto result = read_result();
    if (!result) ++failed;
    for (const auto& step : result ? result->sent : std::vector<Result::Sent>{}) sent += step.pids;
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
  ledger->over = true;
  finish(keeper, bound);
  std::printf("%d runs, %ld signals sent, %ld bystanders, %ld signals at them:", runs, sent,
              ledger->bystanders.load(), hits());
  for (std::size_t signal = 1; signal < ledger->hits.size(); ++signal) {
    const long count = ledger->hits[signal];
    if (count > 0) std::printf(" %ld of signal %zu", count, signal);
  }
  std::printf(" (%d runs without a result)\n", failed);
  if (sent < wanted) violation("too few signals: cpr did not run");
  if (hits() > 0) violation("a signal at a bystander");
  return conclude();
}

}  // namespace

int main(int argc, char** argv) {
  const int wanted = count_argument(argc, argv, 100'000);
  const std::string program = argc > 2 ? argv[2] : cpr();
  void* page =
      ::mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return 2;
  ledger = new (page) Ledger;
  scratch();
  return in_pid_namespace([&] { return run_inside(program, wanted); });
}
