#include "trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

namespace battery {
namespace {

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC
using Milliseconds = std::chrono::duration<double, std::milli>;

// "Every run over by timeout + kill-after + 250 ms."
constexpr double slack_ms = 250;
// What takes longer than twice its bound and this is called a hang, and is ended.
constexpr double hang_ms = 4000;
// "The whole tree does, within a second", when cpr has been killed.
constexpr double killed_ms = 1000;

struct Run {
  int status = -1;  ///< as a shell says it; -1: it had to be ended
  double ms = 0;
  int orphans = 0;  ///< dead ones that came to us
};

int shell_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

[[noreturn]] void become_bash(const std::string& script, const Room* room) {
  // What a case does to its process group is not to reach the battery.
  ::setsid();
  const bool there = room == nullptr || room->enter();
  const int null = ::open("/dev/null", O_RDONLY);
  const int flags = O_WRONLY | O_CREAT | O_APPEND;
  const int out = room != nullptr ? ::open("out", flags, 0666) : ::open("/dev/null", O_WRONLY);
  const int err = room != nullptr ? ::open("err", flags, 0666) : ::open("/dev/null", O_WRONLY);
  // Whatever signals the battery itself was started with: nohup, the background of a script.
  for (int signal = 1; signal <= SIGRTMAX; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (!there || ::dup2(null, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(90);
  // And with whatever descriptors: a case that allows few of them counts on all being free.
  ::close_range(3, ~0U, 0);
  ::execlp("bash", "bash", "-c", script.c_str(), nullptr);
  ::_exit(91);
}

/// Runs it until it ends or its time is over, and buries whoever comes to us meanwhile.
Run run(const std::string& script, const Room& room, double limit_ms) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child, nullptr);
  Run run;
  const auto start = Clock::now();
  const auto elapsed = [start] { return Milliseconds(Clock::now() - start).count(); };
  const pid_t bash = ::fork();
  if (bash == 0) become_bash(script, &room);
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
    const timespec moment{0, 100'000'000};  // a bound only; SIGCHLD is what it waits for
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

/// Who is there that should not be. When cpr was killed, others need a moment.
std::vector<pid_t> survivors_of(const Case& what, const Room& room, double patience_ms) {
  const auto start = Clock::now();
  auto pids = room.inhabitants();
  while (what.killed && static_cast<int>(pids.size()) > what.leaves &&
         Milliseconds(Clock::now() - start).count() < patience_ms) {
    ::poll(nullptr, 0, 5);
    pids = room.inhabitants();
  }
  return pids;
}

int bury() {
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

Verdict try_case(const Case& what, const Place& place, const Room& room, std::string& complaints) {
  Complaints complain(what, complaints);
  Verdict verdict;
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const double bound = (what.bound_ms + slack_ms) * place.scale;
  const double limit = 2 * bound + hang_ms * place.scale;
  if (!what.before.empty()) {
    const Run before = run(place.prelude + what.before, room, limit);
    if (before.status != 0) {
      complain("its preparation ended with " + std::to_string(before.status) + ": " +
               tail_of(room.path() + "/err"));
      verdict.wrong = true;
      room.clear();
      return verdict;
    }
  }
  const Run seen = run(place.prelude + what.run, room, limit);
  const auto inhabitants = survivors_of(what, room, killed_ms * place.scale);
  verdict.late_ms = seen.ms - what.bound_ms;
  verdict.zombies = what.killed || seen.status < 0 ? 0 : seen.orphans + bury();
  verdict.hung = seen.status < 0;
  verdict.over = !verdict.hung && seen.ms > bound;
  if (verdict.hung) {
    complain("hangs");
  } else {
    verdict.survivors = std::abs(static_cast<int>(inhabitants.size()) - what.leaves);
    if (!contains(what.statuses, seen.status)) {
      verdict.wrong = true;
      complain("status " + std::to_string(seen.status));
    }
  }
  if (verdict.over) {
    complain("took " + std::to_string(seen.ms) + " ms, its bound is " + std::to_string(bound));
  }
  if (verdict.survivors > 0 || verdict.hung) {
    std::string names;
    for (const pid_t pid : inhabitants) names += " " + describe(pid);
    complain(std::to_string(inhabitants.size()) + " alive, allowed are " +
             std::to_string(what.leaves) + ":" + names);
  }
  if (verdict.zombies > 0) {
    complain(std::to_string(verdict.zombies) + " dead ones were left for others to reap");
  }
  if (!room.clear()) complain("somebody does not die");
  if (!what.check.empty() && !verdict.hung) {
    const Run check = run(place.prelude + what.check, room, hang_ms * place.scale);
    if (check.status != 0) {
      verdict.wrong = true;
      complain("its check ended with " + std::to_string(check.status));
    }
    room.clear();
  }
  for (const auto& name : room.left_cgroups()) {
    ++verdict.cgroups;
    complain("left the cgroup " + name);
  }
  if (verdict.failed()) {
    complaints += "  out: " + tail_of(room.path() + "/out") +
                  "\n  err: " + tail_of(room.path() + "/err") + "\n";
  }
  return verdict;
}

}  // namespace battery
