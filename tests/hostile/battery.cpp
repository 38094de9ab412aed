// Runs the hostile cases and checks that each ended in time and left no process running.
//
//   battery BIN_DIR CASES [--repeat N] [--jobs N] [--only NAME] [--scale N]
//           [--slack MS] [--again]
//
// BIN_DIR contains cpr, BIN_DIR/tests the test programs. CASES is the directory of the table; its
// parent contains `prelude`, the functions for the commands. --scale multiplies limits and bounds,
// for slow builds; --slack is what a run may take in addition to its limits, more on a busy
// machine. With --again a case that failed, and of which nothing is still running, is run a second
// time, alone and with all times three times as long: on a machine that stalls, limits expire in
// another order. The status is 0 when all cases passed, 1 when one failed, 2 when none could be
// run.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "table.hpp"
#include "trial.hpp"

namespace {

using namespace battery;

struct Settings {
  std::string bin;
  std::string cases;
  int repeat = 1;
  int jobs = 2;
  std::string only;
  int scale = 1;
  int slack_ms = Environment{}.slack_ms;
  bool again = false;
};

Settings parse(int argc, char** argv) {
  Settings settings;
  std::vector<std::string> operands;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = [&] {
      if (i + 1 >= argc) throw std::runtime_error(word + " needs a value");
      return std::string(argv[++i]);
    };
    if (word == "--repeat") {
      settings.repeat = std::stoi(value());
    } else if (word == "--jobs") {
      settings.jobs = std::stoi(value());
    } else if (word == "--only") {
      settings.only = value();
    } else if (word == "--scale") {
      settings.scale = std::stoi(value());
    } else if (word == "--slack") {
      settings.slack_ms = std::stoi(value());
    } else if (word == "--again") {
      settings.again = true;
    } else {
      operands.push_back(word);
    }
  }
  if (operands.size() != 2 || settings.repeat < 1 || settings.jobs < 1) {
    throw std::runtime_error(
        "usage: battery BIN_DIR CASES [--repeat N] [--jobs N] [--only NAME] [--scale N] "
        "[--slack MS] [--again]");
  }
  settings.bin = std::filesystem::absolute(operands[0]);
  settings.cases = std::filesystem::absolute(operands[1]);
  return settings;
}

struct Summary {
  int runs = 0;
  int failed = 0;
  int leftovers = 0;
  int zombies = 0;
  int cgroups = 0;
  int hangs = 0;
  int late_runs = 0;
  int wrong = 0;
  std::vector<double> late;
  double latest = 0;
  std::string latest_name;

  void add(const Case& what, const Verdict& verdict) {
    ++runs;
    failed += verdict.failed() ? 1 : 0;
    leftovers += verdict.leftovers;
    zombies += verdict.zombies;
    cgroups += verdict.cgroups;
    hangs += verdict.hung ? 1 : 0;
    late_runs += verdict.late ? 1 : 0;
    wrong += verdict.wrong ? 1 : 0;
    if (verdict.hung) return;
    late.push_back(verdict.late_ms);
    if (verdict.late_ms <= latest) return;
    latest = verdict.late_ms;
    latest_name = what.name;
  }
  void print() {
    std::sort(late.begin(), late.end());
    const auto at = [&](double part) {
      return late.empty()
                 ? 0
                 : late[static_cast<std::size_t>(part * static_cast<double>(late.size() - 1))];
    };
    std::printf(
        "%d runs, %d failed: %d leftover processes, %d hangs, %d late, %d zombies, %d cgroups "
        "left, "
        "%d with a wrong status or result\n",
        runs, failed, leftovers, hangs, late_runs, zombies, cgroups, wrong);
    std::printf("beyond the limits: median %.0f ms, p99 %.0f ms, at most %.0f ms (%s)\n", at(0.5),
                at(0.99), latest, latest_name.c_str());
  }
};

/// A process that runs one case. It writes the verdict to the pipe, then the complaints.
struct Worker {
  const Case* what = nullptr;
  int pipe = -1;
};

/// Body of a worker, which must have no other children.
[[noreturn]] void work(const Case& what, const Environment& environment, const std::string& path,
                       const std::string& name, int pipe) {
  std::string complaints;
  Verdict verdict;
  ::setenv("SCALE", std::to_string(environment.scale).c_str(), 1);
  try {
    const Sandbox sandbox(path, name);
    verdict = run_case(what, environment, sandbox, complaints);
  } catch (const std::exception& error) {
    verdict.wrong = true;
    complaints += what.name + ": " + error.what() + "\n";
  }
  std::string answer(reinterpret_cast<const char*>(&verdict), sizeof verdict);
  answer += complaints;
  std::size_t done = 0;
  while (done < answer.size()) {
    const ssize_t n = ::write(pipe, answer.data() + done, answer.size() - done);
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  ::_exit(0);
}

class Battery {
 public:
  Battery(const Settings& settings, Table table)
      : settings_(settings), table_(std::move(table)), top_(make_top()) {
    environment_.scale = settings.scale;
    environment_.slack_ms = settings.slack_ms;
    environment_.prelude =
        ". " + (std::filesystem::path(settings.cases).parent_path() / "prelude").string() + "\n";
    choose();
  }
  ~Battery() {
    std::error_code error;
    std::filesystem::remove_all(top_, error);
  }
  Battery(const Battery&) = delete;
  Battery& operator=(const Battery&) = delete;

  int run() {
    const std::size_t total = chosen_.size() * static_cast<std::size_t>(settings_.repeat);
    for (std::size_t i = 0; i < total; ++i) {
      if (static_cast<int>(workers_.size()) == settings_.jobs) finish_one(settings_.again);
      start(*chosen_[i % chosen_.size()]);
    }
    while (!workers_.empty()) finish_one(settings_.again);
    environment_.scale *= 3;
    for (const Case* what : again_) {
      std::printf("%s is run again\n", what->name.c_str());
      start(*what);
      finish_one(false);
    }
    for (const auto& [need, names] : skipped_) {
      std::printf("skipped, needs %s:%s\n", need.c_str(), names.c_str());
    }
    summary_.print();
    return summary_.runs > 0 && summary_.failed == 0 ? 0 : 1;
  }

 private:
  static std::string make_top() {
    std::string path = std::filesystem::temp_directory_path() / "cpr-battery-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot create " + path);
    ::chmod(path.c_str(), 0755);  // some cases run as other users
    return std::filesystem::canonical(path);
  }

  void choose() {
    std::map<std::string, bool> there;
    for (const auto& [need, test] : table_.needs)
      there[need] = run_bash(environment_.prelude + test) == 0;
    for (const auto& one : table_.cases) {
      if (!settings_.only.empty() && one.name != settings_.only) continue;
      const auto missing = std::find_if(one.needs.begin(), one.needs.end(),
                                        [&](const auto& need) { return !there[need]; });
      if (missing == one.needs.end()) {
        chosen_.push_back(&one);
      } else {
        skipped_[*missing] += " " + one.name;
      }
    }
  }

  void start(const Case& what) {
    const int number = started_++;
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("cannot create a pipe");
    std::fflush(stdout);
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("cannot create a process");
    if (pid == 0) {
      ::close(ends[0]);
      for (const auto& [other, worker] : workers_) ::close(worker.pipe);
      const std::string name =
          "battery-" + std::to_string(::getppid()) + "-" + std::to_string(number);
      ::fcntl(ends[1], F_SETFD, FD_CLOEXEC);
      work(what, environment_, top_ + "/" + std::to_string(number), name, ends[1]);
    }
    ::close(ends[1]);
    workers_[pid] = {&what, ends[0]};
  }

  /// \param forgives a failure that a lack of time explains: the case is run again
  void finish_one(bool forgives) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, 0);
    const auto at = workers_.find(pid);
    if (at == workers_.end()) return;
    std::string answer;
    char buffer[4096];
    ssize_t n = 0;
    while ((n = ::read(at->second.pipe, buffer, sizeof buffer)) > 0) {
      answer.append(buffer, static_cast<std::size_t>(n));
    }
    ::close(at->second.pipe);
    Verdict verdict;
    if (answer.size() >= sizeof verdict) {
      std::memcpy(&verdict, answer.data(), sizeof verdict);
      std::fputs(answer.c_str() + sizeof verdict, stdout);
    } else {
      verdict.hung = true;
      std::printf("%s: its worker was killed\n", at->second.what->name.c_str());
    }
    if (forgives && verdict.failed() && verdict.nothing_left()) {
      again_.push_back(at->second.what);
    } else {
      summary_.add(*at->second.what, verdict);
    }
    workers_.erase(at);
  }

  const Settings& settings_;
  Table table_;
  std::string top_;
  Environment environment_;
  std::vector<const Case*> chosen_;
  std::vector<const Case*> again_;  ///< failed for want of time, perhaps
  int started_ = 0;
  std::map<std::string, std::string> skipped_;  ///< need -> names of its cases
  std::map<pid_t, Worker> workers_;
  Summary summary_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const Settings settings = parse(argc, argv);
    ::setenv("PATH", (settings.bin + ":" + settings.bin + "/tests:" + std::getenv("PATH")).c_str(),
             1);
    ::setenv("LC_ALL", "C", 1);
    for (const char* name :
         {"CPR_TIMEOUT", "CPR_KILL_SIGNAL", "CPR_KILL_AFTER", "CPR_MAX_BUFFER", "CPR_LOG"}) {
      ::unsetenv(name);
    }
    return Battery(settings, read_table(settings.cases)).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "battery: %s\n", error.what());
    return 2;
  }
}
