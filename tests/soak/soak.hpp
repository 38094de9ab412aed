// Shared by the soaks: runs commands with a deadline, finds leftover processes and cgroups, reads
// cpr's result, and counts violations.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace soak {

using Words = std::vector<std::string>;
using Clock = std::chrono::steady_clock;
using Ms = std::chrono::duration<double, std::milli>;

// Exit status when this machine does not support the soak.
constexpr int skipped = 77;

/// cpr, and the child of the tests.
std::string cpr();
std::string child();

/// `cpr spawn OPTIONS... child WORDS...`
Words spawn(const Words& options, const Words& words);

// --- commands ----------------------------------------------------------------------------------

/// The working directory of all commands, created by the first call, removed at exit.
const std::string& scratch();

/// Starts a command in `scratch()`, in a new process group, with default signal dispositions and
/// nothing blocked. Its stderr is kept for violation().
pid_t start(const Words& words);

/// \returns the wait status; none when the time limit expired and the process was killed
std::optional<int> finish(pid_t pid, Ms bound);

/// The status as in a shell: 128+n for a signal, -1 for none.
int shell_status(std::optional<int> wait_status);

/// By pidfd, to the process that has this pid now.
void signal_process(pid_t pid, int signal);

/// The first child of a process; none while it has no child.
std::optional<pid_t> first_child(pid_t parent);

void sleep_for(Ms time);

// --- leftovers ---------------------------------------------------------------------------------

/// Processes whose working directory is that of the commands, without zombies.
std::vector<pid_t> leftovers();

/// Waits until there are no leftovers. To be called when all started commands have been reaped.
/// \returns false when the time limit expired; then it has killed what it has found
bool await_no_leftovers(Ms bound);

/// A new cgroup for this process and its descendants, which separates them from other runs on this
/// machine. Without permission to create one, the process stays in its cgroup.
class ScopedCgroup {
 public:
  ScopedCgroup();
  ~ScopedCgroup();
  ScopedCgroup(const ScopedCgroup&) = delete;
  ScopedCgroup& operator=(const ScopedCgroup&) = delete;

  [[nodiscard]] bool created() const { return !directory_.empty(); }

  /// Kills all descendants, including fork-and-exit chains.
  void kill_all();

  /// Cgroups that cpr has not removed.
  [[nodiscard]] Words leftover_cgroups() const;

 private:
  void create();
  void remove();

  std::string parent_;
  std::string directory_;
};

// --- cpr's result ------------------------------------------------------------------------------

struct Result {
  struct Sent {
    std::string signal;
    double at_ms = 0;
    int pids = 0;
  };
  std::string text;
  std::string verdict;
  std::optional<int> code;
  std::optional<std::string> signal;
  bool killed = false;
  bool timed_out = false;
  double duration_ms = 0;
  std::size_t leaked = 0;
  bool intervened = false;  ///< `kill` is not null; the following members are from it
  std::string reason;
  std::vector<Sent> sent;
  bool forced = false;
  std::optional<double> empty_at_ms;
  std::string by;
};

/// The argument for `--result`. Removes the result of an earlier run.
std::string fresh_result_file();

/// None when cpr has not written a complete result.
std::optional<Result> read_result();

/// How the result of a run without limits or with a timeout contradicts itself or the exit status;
/// empty when it is consistent.
std::string contradiction(const Result& result, int status);

// --- counting ----------------------------------------------------------------------------------

/// Reports a violation, with the stderr of the last command.
void violation(const std::string& what);

/// A process that is forked between the first signal and the signal to its parent receives none,
/// and is killed by SIGKILL. This is rare: more than three, and one run in ten, is a violation.
void allow_missed(const char* name, int missed, std::size_t runs);

/// Prints the number of violations. \returns the exit status of the soak
int conclude();

std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));

class Series {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// Number of values that are greater.
  [[nodiscard]] std::size_t above(double limit) const;
  /// \param share 0.5 for the median, 1 for the maximum
  [[nodiscard]] double at(double share) const;

 private:
  mutable std::vector<double> values_;
};

/// Random numbers with a fixed seed.
class Dice {
 public:
  double between(double low, double high);
  template <typename List>
  const auto& pick(const List& list) {
    return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(engine_)];
  }

 private:
  std::mt19937 engine_{20};
};

/// The first argument, or `otherwise`.
int count_argument(int argc, char** argv, int otherwise);

/// Runs `inside` as PID 1 of a new PID namespace with its own /proc.
/// \returns the result of `inside`, or `skipped` when no namespace can be created
int in_pid_namespace(const std::function<int()>& inside);

}  // namespace soak
