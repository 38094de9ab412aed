// The user's mistake.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cpr::cli {

/// Thrown wherever a mistake is found, caught once, in main. The message is one line that names the
/// option, the value and the way out.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Words = std::vector<std::string>;

/// A mistake whose correction is known. The message says what is wrong; parse() adds what to type
/// instead, when nothing else is wrong with that.
class Slip : public UsageError {
 public:
  /// \param lines one or two command lines to type instead, without the word `cpr`
  Slip(const std::string& problem, std::vector<Words> lines)
      : UsageError(problem), lines_(std::move(lines)) {}

  [[nodiscard]] const std::vector<Words>& lines() const { return lines_; }

 private:
  std::vector<Words> lines_;
};

}  // namespace cpr::cli
