// The standard fds of one command, and reading its output.
#pragma once

#include <cstdint>
#include <string>

#include "measure.hpp"

namespace bench {

class Pipes {
 public:
  explicit Pipes(Output output);
  ~Pipes();
  Pipes(const Pipes&) = delete;
  Pipes& operator=(const Pipes&) = delete;

  [[nodiscard]] int child_stdin() const { return null_; }
  [[nodiscard]] int child_stdout() const { return out_[1] >= 0 ? out_[1] : null_; }
  /// 2 for the stderr of the bench.
  [[nodiscard]] int child_stderr() const { return err_[1] >= 0 ? err_[1] : 2; }

  /// To be called once the command runs, else its output never reaches end of file.
  void close_child_ends();

  /// Reads all pipes up to end of file. \param kept receives the output, or null
  /// \returns the number of bytes
  std::uint64_t drain(std::string* kept);

 private:
  bool slow_ = false;
  int null_ = -1;
  int out_[2] = {-1, -1};
  int err_[2] = {-1, -1};
};

/// \throws std::runtime_error when the status is not the expected one
void check_status(const Command& command, int wait_status);

}  // namespace bench
