// In a PID namespace with a hundred pids, `cpr kill` gets tokens of dead processes whose pids
// belong to bystanders now: no signal may reach a bystander.
//
//   soak_stale_token [TOKENS [CPR]]
//
// The bystanders call themselves supervisors, and half of the tokens have a record, so that only
// the token itself tells them apart. CPR may be a build with a deliberate bug (see
// token_naive.cpp), which has to fail here.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "soak.hpp"

namespace {

using namespace soak;

constexpr Ms bound{60'000};
constexpr int number_limit = 400;
constexpr std::size_t bystanders = 60;

std::string read_line(const std::string& path) {
  std::string line;
  std::getline(std::ifstream(path) >> std::ws, line);
  return line;
}

std::string inode_of(pid_t pid) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  struct stat info {};
  if (fd < 0 || ::fstat(fd, &info) != 0) return "1";
  ::close(fd);
  return std::to_string(info.st_ino);
}

/// Field 22 of /proc/PID/stat; the name of these processes has no blank.
std::string start_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  for (int i = 0; i < 22; ++i) file >> word;
  return word;
}

pid_t fork_sleeper() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    while (true) ::pause();
  }
  return pid;
}

/// The tokens of processes that are dead by the time this returns, two for each pid.
std::multimap<pid_t, std::string> stale_tokens() {
  std::multimap<pid_t, std::string> tokens;
  // The first 300 pids are not given out a second time.
  for (pid_t pid = 0; pid < 300; ::waitpid(pid, nullptr, 0)) {
    pid = ::fork();
    if (pid == 0) std::_Exit(0);
    if (pid < 0) break;
  }
  std::vector<pid_t> sleepers;
  for (std::size_t i = 0; i < bystanders; ++i) sleepers.push_back(fork_sleeper());
  for (const pid_t pid : sleepers) {
    if (pid < 0) continue;
    tokens.emplace(pid, std::to_string(pid) + ":" + inode_of(pid));
    tokens.emplace(pid, std::to_string(pid) + "." + start_of(pid));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  return tokens;
}

/// Blocks all signals, so that each that arrives is pending, and has the title of a supervisor.
[[noreturn]] void stand_by() {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  ::execl("/bin/sleep", "cpr: background sleep", "1000", nullptr);
  std::_Exit(127);
}

/// Forks until bystanders have all of these pids.
bool occupy(const std::multimap<pid_t, std::string>& tokens, std::vector<pid_t>& standing) {
  for (int tries = 0; standing.size() < bystanders && tries < 100 * number_limit; ++tries) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      if (tokens.contains(::getpid())) stand_by();
      std::_Exit(0);
    }
    if (pid > 0 && tokens.contains(pid)) {
      standing.push_back(pid);
    } else if (pid > 0) {
      ::waitpid(pid, nullptr, 0);
    }
  }
  return standing.size() == bystanders;
}

bool is_supervisor(pid_t pid) {
  return read_line("/proc/" + std::to_string(pid) + "/cmdline").starts_with("cpr: background");
}

/// Signals that have reached a bystander: those that are pending, and those that ended it.
int hits_at(pid_t pid) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG | WUNTRACED) == pid) return 1;
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  int hits = 0;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("SigPnd:") && !line.starts_with("ShdPnd:")) continue;
    if (line.find_first_not_of("0", line.find('\t') + 1) != line.npos) ++hits;
  }
  return hits;
}

void write_record(const std::string& directory, const std::string& token) {
  static const std::string boot = read_line("/proc/sys/kernel/random/boot_id");
  std::ofstream(directory + "/" + token) << R"({"token":")" << token << R"(","bootId":")" << boot
                                         << R"(","state":"running","method":"spawn"})"
                                         << "\n";
}

/// PID 1 of the namespace.
int run_inside(const std::string& program, long wanted) {
  const std::string limit = std::to_string(number_limit);
  std::ofstream("/proc/sys/kernel/pid_max") << limit << std::flush;
  if (read_line("/proc/sys/kernel/pid_max") != limit) {
    std::printf("skipped: this kernel has no kernel.pid_max per namespace\n");
    return skipped;
  }
  const std::string directory = scratch() + "/runs";
  ::mkdir(directory.c_str(), 0700);
  ::setenv("CPR_RUNTIME_DIR", directory.c_str(), 1);
  const auto tokens = stale_tokens();
  // The start times must differ, which have a resolution of 10 ms.
  sleep_for(Ms(50));
  std::vector<pid_t> standing;
  if (!occupy(tokens, standing)) violation("the pids were not reused");
  for (const pid_t pid : standing) {
    while (!is_supervisor(pid)) sleep_for(Ms(1));
  }
  Words all;
  for (const auto& [pid, token] : tokens) {
    all.push_back(token);
    if (all.size() % 4 < 2) write_record(directory, token);
  }
  constexpr std::array signals{"TERM", "KILL", "STOP", "USR1", "INT"};
  long sent = 0;
  long runs = 0;
  long singles = 0;
  int hits = 0;
  for (; sent < wanted && hits == 0; ++runs) {
    Words command{program, "kill", "-q", "-s",
                  signals[static_cast<std::size_t>(runs) % signals.size()]};
    // The first runs take one token each.
    const bool single = runs < 1000 && runs < wanted / 2;
    if (single) {
      command.push_back(all[static_cast<std::size_t>(runs) % all.size()]);
      ++singles;
    } else {
      command.insert(command.end(), all.begin(), all.end());
    }
    const int status = shell_status(finish(start(command), bound));
    if (status != 1) violation("the exit status of cpr kill is not 1");
    sent += static_cast<long>(single ? 1 : all.size());
    if (runs % 50 == 0 || sent >= wanted) {
      for (const pid_t pid : standing) hits += hits_at(pid);
    }
  }
  for (const pid_t pid : standing) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  std::printf(
      "%ld stale tokens in %ld runs of cpr kill (%ld with one token), %zu bystanders, "
      "%d were reached\n",
      sent, runs, singles, standing.size(), hits);
  if (hits > 0) violation("a signal at a bystander");
  return conclude();
}

}  // namespace

int main(int argc, char** argv) {
  const int wanted = count_argument(argc, argv, 100'000);
  const std::string program = argc > 2 ? argv[2] : cpr();
  scratch();
  return in_pid_namespace([&] { return run_inside(program, wanted); });
}
