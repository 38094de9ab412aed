// The descriptors of one command: what it gets for stdin, stdout and stderr, and the reading of it.
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
  /// 2 when it is the bench's own.
  [[nodiscard]] int child_stderr() const { return err_[1] >= 0 ? err_[1] : 2; }

  /// Once the command runs, or there is no end of its output.
  void close_child_ends();

  /// Reads until the end of all pipes. \param kept gets what came; null: nobody wants it
  /// \returns how many bytes came
  std::uint64_t drain(std::string* kept);

 private:
  bool slow_ = false;
  int null_ = -1;
  int out_[2] = {-1, -1};
  int err_[2] = {-1, -1};
};

/// \throws std::runtime_error when the command has not ended as it should
void check_status(const Command& command, int wait_status);

}  // namespace bench
