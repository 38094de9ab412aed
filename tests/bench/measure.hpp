// Runs commands and measures the time. Two commands alternate, so that a drift of the machine's
// speed affects both.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// Thrown when this machine lacks a program or permission. The row reports it; not an error.
struct Missing : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The destination of a command's output; stderr is that of the bench unless both are named.
enum class Output : std::uint8_t {
  Null,   ///< stdout to /dev/null
  Pipe,   ///< stdout to a pipe that the bench drains
  Pipes,  ///< stdout and stderr to a pipe each
  Slow,   ///< as Pipe, but the bench reads more slowly than the command writes
  Kept    ///< as Pipe, and the output is kept
};

struct Command {
  std::vector<std::string> words;
  Output output = Output::Null;
  int status = 0;                        ///< expected, as in a shell
  std::uint64_t bytes = 0;               ///< expected from its pipes; 0: any number
  std::vector<std::string> variables{};  ///< in addition to the bench's own
};

/// The command without its directory, for messages.
std::string name_of(const Command& command);

struct Finished {
  double ms = 0;      ///< from the start until it was reaped
  double cpu_ms = 0;  ///< of it and of the children that it has waited for
  std::string text;   ///< with Output::Kept
};

/// \throws std::runtime_error when it does not start, or its status or output is not the expected
/// one
Finished run(const Command& command);

/// Starts `count` at once and waits for all. The output has to be Output::Null.
Finished run_together(const Command& command, int count);

/// A program of that name is in PATH.
bool on_path(const std::string& name);

/// Repeated measurements.
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
  bool restless = false;  ///< a command mostly waited for the CPU, because the machine was busy
};

using Measurement = std::function<double()>;

/// Alternates both commands, after warm-up runs that do not count. \param peer may be empty
Pair in_turns(int runs, int warm_ups, const Measurement& ours, const Measurement& peer);

/// The milliseconds of two CPU-bound commands.
Pair race(int runs, int warm_ups, const Command& ours, const Command& peer);

}  // namespace bench
