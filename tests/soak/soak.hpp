// What the soaks share: run a command with a deadline and tell its end, find who and what is left
// of it, read cpr's result, and count what should not have been.
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

// The exit status of a soak that this machine does not allow.
constexpr int skipped = 77;

/// cpr, and the child of the tests.
std::string cpr();
std::string child();

/// `cpr spawn OPTIONS... child WORDS...`
Words spawn(const Words& options, const Words& words);

// --- commands ----------------------------------------------------------------------------------

/// The working directory of all commands, made by the first call, removed at the end.
const std::string& scratch();

/// Starts a command in `scratch()`, in a process group of its own, with every signal at its default
/// and unblocked; what it says on stderr is kept for `violation`.
pid_t start(const Words& words);

/// \returns the wait status; none when it was not over in time, and had to be killed
std::optional<int> finish(pid_t pid, Ms bound);

/// As `finish`, in the manner of a shell: 128 and more for a signal, -1 when it was overdue.
int shell_status(std::optional<int> wait_status);

/// To exactly the process that has the number now.
void signal_process(pid_t pid, int signal);

/// The first child of a process; none while it has no child.
std::optional<pid_t> first_child(pid_t parent);

void sleep_for(Ms time);

// --- what is left ------------------------------------------------------------------------------

/// The processes whose working directory is that of the commands, zombies left out.
std::vector<pid_t> leftovers();

/// Waits until there are none, for which all that was started has to be finished.
/// \returns false when the time was not enough, after which they are ended as well as it goes
bool await_no_survivors(Ms bound);

/// A cgroup for this program and all that it starts, so that those of other runs on this machine do
/// not count. Without the right to make one, it stays where it is.
class Nest {
 public:
  Nest();
  ~Nest();
  Nest(const Nest&) = delete;
  Nest& operator=(const Nest&) = delete;

  [[nodiscard]] bool made() const { return !directory_.empty(); }

  /// Ends all that was started, also what forks faster than anybody can look.
  void end_all();

  /// The cgroup directories that cpr has left here.
  [[nodiscard]] Words left() const;

 private:
  void make();
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
  bool ended = false;  ///< `kill` is not null; the rest is of it
  std::string reason;
  std::vector<Sent> sent;
  bool forced = false;
  std::optional<double> empty_at_ms;
  std::string by;
};

/// For `--result`; a run that writes none leaves none of an earlier one.
std::string fresh_result_file();

/// None when cpr has written no (whole) result.
std::optional<Result> read_result();

/// In which way the result of a run that had at most a timeout contradicts itself or the exit
/// status; empty when it does not.
std::string contradiction(const Result& result, int status);

// --- counting ----------------------------------------------------------------------------------

/// Says what should not have been, with what the last command wrote on stderr.
void violation(const std::string& what);

/// Processes that were forked between the first signal and that to their parent get none, and are
/// reached by SIGKILL. Seldom: more than one run in ten, and three, is a violation.
void allow_missed(const char* name, int missed, std::size_t runs);

/// Prints the sum. \returns the exit status of the soak
int conclude();

std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));

class Series {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  /// \param share 0.5 is the median, 1 the largest one
  [[nodiscard]] double at(double share) const;

 private:
  mutable std::vector<double> values_;
};

/// The same random numbers in every run of a soak.
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

/// Runs `inside` as PID 1 of a PID namespace with a /proc of its own.
/// \returns what it returned; `skipped` where there can be no namespace
int in_pid_namespace(const std::function<int()>& inside);

}  // namespace soak
