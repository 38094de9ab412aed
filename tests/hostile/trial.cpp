#include "trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace battery {
namespace {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC
using Milliseconds = std::chrono::duration<double, std::milli>;

// A run that takes longer than twice its bound and this is a hang, and is killed.
constexpr double hang_ms = 4000;
// The tree of a killed cpr must be gone within this time.
constexpr double killed_ms = 1000;

struct Run {
  int status = -1;  ///< as in a shell; -1: it hung
  double ms = 0;
  int orphans = 0;  ///< zombies that were reparented to this process
};

int shell_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

[[noreturn]] void become_bash(const std::string& script, const Sandbox* sandbox) {
  // A case may signal its process group, which must not include the battery.
  ::setsid();
  const bool there = sandbox == nullptr || sandbox->enter();
  const int null = ::open("/dev/null", O_RDONLY);
  const int flags = O_WRONLY | O_CREAT | O_APPEND;
  const int out = sandbox != nullptr ? ::open("out", flags, 0666) : ::open("/dev/null", O_WRONLY);
  const int err = sandbox != nullptr ? ::open("err", flags, 0666) : ::open("/dev/null", O_WRONLY);
  // The battery may have inherited ignored signals: nohup, a background job.
  for (int signal = 1; signal <= SIGRTMAX; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!there || ::dup2(null, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(90);
  // The battery may have inherited fds, and some cases depend on a small limit.
  ::syscall(SYS_close_range, 3, ~0U, 0);
  ::execlp("bash", "bash", "-c", script.c_str(), nullptr);
  ::_exit(91);
}

/// Runs bash until it exits or the time limit expires, and reaps orphans meanwhile.
Run run(const std::string& script, const Sandbox& sandbox, double limit_ms) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, nullptr);
  Run run;
  const auto start = Clock::now();
  const auto elapsed = [start] { return Milliseconds(Clock::now() - start).count(); };
  const pid_t bash = ::fork();
  if (bash == 0) become_bash(script, &sandbox);
  while (elapsed() < limit_ms) {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG | __WALL)) > 0) {
      if (pid == bash) {
        run.ms = elapsed();
        run.status = shell_status(status);
      } else {
        ++run.orphans;
      }
    }
    if (run.status >= 0) return run;
    const timespec moment{0, 100'000'000};  // SIGCHLD ends the wait earlier
    ::sigtimedwait(&child, nullptr, &moment);
  }
  run.ms = elapsed();
  return run;
}

std::string tail_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  constexpr std::size_t enough = 600;
  if (text.size() > enough) text = "..." + text.substr(text.size() - enough);
  const auto odd = [](char c) { return c != '\n' && (c < ' ' || c > '~'); };
  std::replace_if(text.begin(), text.end(), odd, '?');
  return text;
}

/// Processes in the sandbox after the run. When cpr was killed, they are given some time to die.
std::vector<pid_t> leftovers_of(const Case& what, const Sandbox& sandbox, double limit_ms) {
  const auto start = Clock::now();
  auto pids = sandbox.processes();
  while (what.killed && static_cast<int>(pids.size()) > what.leaves &&
         Milliseconds(Clock::now() - start).count() < limit_ms) {
    ::poll(nullptr, 0, 5);
    pids = sandbox.processes();
  }
  return pids;
}

int reap() {
  int count = 0;
  while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) ++count;
  return count;
}

class Complaints {
 public:
  Complaints(const Case& what, std::string& lines) : what_(what), lines_(lines) {}
  void operator()(const std::string& text) {
    lines_ += what_.name + " [hazards " + what_.hazards + "]: " + text + "\n";
  }

 private:
  const Case& what_;
  std::string& lines_;
};

bool contains(const std::vector<int>& numbers, int number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

int run_bash(const std::string& script) {
  const pid_t bash = ::fork();
  if (bash == 0) become_bash(script, nullptr);
  int status = 0;
  ::waitpid(bash, &status, 0);
  return shell_status(status);
}

Verdict run_case(const Case& what, const Environment& environment, const Sandbox& sandbox,
                 std::string& complaints) {
  Complaints complain(what, complaints);
  Verdict verdict;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const double bound = (what.bound_ms + environment.slack_ms) * environment.scale;
  const double limit = 2 * bound + hang_ms * environment.scale;
  if (!what.before.empty()) {
    const Run before = run(environment.prelude + what.before, sandbox, limit);
    if (before.status != 0) {
      complain("'before' exited with " + std::to_string(before.status) + ": " +
               tail_of(sandbox.path() + "/err"));
      verdict.wrong = true;
      sandbox.kill_all();
      return verdict;
    }
  }
  const Run seen = run(environment.prelude + what.run, sandbox, limit);
  const auto processes = leftovers_of(what, sandbox, killed_ms * environment.scale);
  verdict.late_ms = seen.ms - what.bound_ms;
  verdict.zombies = what.killed || seen.status < 0 ? 0 : seen.orphans + reap();
  verdict.hung = seen.status < 0;
  verdict.late = !verdict.hung && seen.ms > bound;
  if (verdict.hung) {
    complain("hangs");
  } else {
    verdict.leftovers = std::abs(static_cast<int>(processes.size()) - what.leaves);
    if (!contains(what.statuses, seen.status)) {
      verdict.wrong = true;
      complain("status " + std::to_string(seen.status));
    }
  }
  if (verdict.late) {
    complain("took " + std::to_string(seen.ms) + " ms, bound " + std::to_string(bound));
  }
  if (verdict.leftovers > 0 || verdict.hung) {
    std::string names;
    for (const pid_t pid : processes) names += " " + describe(pid);
    complain(std::to_string(processes.size()) + " running, expected " +
             std::to_string(what.leaves) + ":" + names);
  }
  if (verdict.zombies > 0) {
    complain(std::to_string(verdict.zombies) + " zombies were not reaped");
  }
  if (!sandbox.kill_all()) complain("a process cannot be killed");
  if (!what.check.empty() && !verdict.hung) {
    const Run check = run(environment.prelude + what.check, sandbox, hang_ms * environment.scale);
    if (check.status != 0) {
      verdict.wrong = true;
      complain("'check' exited with " + std::to_string(check.status));
    }
    sandbox.kill_all();
  }
  if (std::getenv("JSON_DIR") != nullptr) {
    run(environment.prelude + "keep_json .", sandbox, hang_ms * environment.scale);
  }
  for (const auto& name : sandbox.leftover_cgroups()) {
    ++verdict.cgroups;
    complain("did not remove the cgroup " + name);
  }
  if (verdict.failed()) {
    complaints += "  out: " + tail_of(sandbox.path() + "/out") +
                  "\n  err: " + tail_of(sandbox.path() + "/err") + "\n";
  }
  return verdict;
}

}  // namespace battery
