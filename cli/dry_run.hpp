// --dry-run: what would run, with everything resolved.
#pragma once

#include "options.hpp"

namespace cpr::cli {

struct DryRun {
  std::string text;     ///< `key: value` lines, or one JSON object
  int status = 0;       ///< 0, or the status of the start failure
  std::string message;  ///< why the start would fail, else empty
};

DryRun dry_run(const Options& options);

}  // namespace cpr::cli
