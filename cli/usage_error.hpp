// The user's mistake.
#pragma once

#include <stdexcept>

namespace cpr::cli {

/// Thrown wherever a mistake is found, caught once, in main. The message is one line that names the
/// option, the value and the way out.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cpr::cli
