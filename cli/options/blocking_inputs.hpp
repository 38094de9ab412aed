// Input that can keep cpr waiting before the start: a FIFO as --env-file, a script on stdin.
#pragma once

#include <string>
#include <vector>

#include "options.hpp"

namespace cpr::cli {

/// Read last, when the timeout is known and the rest of the command line is known to be valid.
struct BlockingInputs {
  std::vector<std::string> env_files{};
  bool script_on_stdin = false;  ///< `exec -`

  /// Sets Options::expired_during where the timeout expires first. \throws UsageError
  void read_into(Options& options) const;
};

}  // namespace cpr::cli
