// Mistakes on the command line.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cpr::cli {

/// Thrown where a mistake is found; caught once, in main. The message is one line: the option or
/// subcommand, the value, what is wrong, what to do.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Words = std::vector<std::string>;

/// A mistake with a known correction. The message says what is wrong; parse() adds the corrected
/// command line.
class Slip : public UsageError {
 public:
  /// \param lines one or two corrected command lines, without the word `cpr`
  Slip(const std::string& problem, std::vector<Words> lines)
      : UsageError(problem), lines_(std::move(lines)) {}

  [[nodiscard]] const std::vector<Words>& lines() const { return lines_; }

 private:
  std::vector<Words> lines_;
};

}  // namespace cpr::cli
