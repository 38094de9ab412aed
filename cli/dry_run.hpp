// --dry-run: everything resolved and printed, nothing run.
#pragma once

#include "options.hpp"

namespace cpr::cli {

struct DryRun {
  std::string text;     ///< `key: value` lines, or one JSON object
  int status = 0;       ///< 0, or what the start would fail with
  std::string message;  ///< why, when it would
};

DryRun dry_run(const Options& options);

}  // namespace cpr::cli
