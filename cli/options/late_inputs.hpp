// What may have to be waited for before the start: a FIFO as --env-file, a script on stdin.
#pragma once

#include <optional>

#include "options.hpp"
#include "options/parse.hpp"

namespace cpr::cli {

/// Read last, when the timeout is known and everything that is wrong with the command line has been
/// said.
struct LateInputs {
  std::optional<Given> env_files{};
  bool script_on_stdin = false;  ///< `exec -`

  /// Sets Options::expired_during where the timeout expires first. \throws UsageError
  void read_into(Options& options) const;
};

}  // namespace cpr::cli
