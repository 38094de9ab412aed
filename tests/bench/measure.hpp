// Runs a command and says how long it took. Two of them take turns, so that a machine whose speed
// drifts slows both.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// A peer or a right that this machine does not have: the row says so, and nothing is wrong.
struct Missing : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Where the output of a command goes; stderr is the bench's own unless both are said.
enum class Output : std::uint8_t {
  Null,   ///< stdout to /dev/null
  Pipe,   ///< stdout to a pipe that the bench drains
  Pipes,  ///< stdout and stderr to a pipe each
  Slow,   ///< as Pipe, and the bench reads more slowly than the command writes
  Kept    ///< as Pipe, and what came is kept
};

struct Command {
  std::vector<std::string> words;
  Output output = Output::Null;
  int status = 0;                        ///< it has to end with, as a shell says it
  std::uint64_t bytes = 0;               ///< that have to come out of its pipes; 0: any number
  std::vector<std::string> variables{};  ///< in addition to the bench's own
};

/// For messages: without the directory.
std::string name_of(const Command& command);

struct Finished {
  double ms = 0;      ///< from before its start until it was reaped
  double cpu_ms = 0;  ///< of it and of the children that it has waited for
  std::string text;   ///< with Output::Kept
};

/// \throws std::runtime_error when it does not start, or ends in another way than it should
Finished run(const Command& command);

/// Starts that many at once and waits for all. The output has to be Output::Null.
Finished run_together(const Command& command, int count);

/// Is there a program of that name?
bool on_path(const std::string& name);

/// What was measured again and again.
class Samples {
 public:
  void add(double value);
  [[nodiscard]] bool empty() const { return sorted_.empty(); }
  [[nodiscard]] std::size_t count() const { return sorted_.size(); }
  [[nodiscard]] double least() const { return sorted_.front(); }
  [[nodiscard]] double median() const { return at(0.5); }
  [[nodiscard]] double p99() const { return at(0.99); }

 private:
  [[nodiscard]] double at(double share) const;
  std::vector<double> sorted_;
};

struct Pair {
  Samples ours;
  Samples peer;
  bool restless = false;  ///< one stood still for most of its time: the machine was elsewhere
};

using Measurement = std::function<double()>;

/// A, B, A, B: first the warm-ups, which do not count. \param peer may be empty
Pair in_turns(int runs, int warm_ups, const Measurement& ours, const Measurement& peer);

/// The milliseconds of two commands that do not sleep.
Pair race(int runs, int warm_ups, const Command& ours, const Command& peer);

}  // namespace bench
