// --dry-run: what would run, with everything resolved.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"
#include "options.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

struct ResolvedRun {
  std::string text;                     ///< `key: value` lines, or with --json one object
  std::string file;                     ///< the program, as given
  std::optional<StartFailure> failure;  ///< why the start would fail, as far as that is known
};
ResolvedRun resolve_run(const Options& options);

/// Prints `key: value` lines, or with --json one object, and a message if the start would fail.
/// \returns status 0, or that of the start failure
Ending dry_run(const Options& options);

}  // namespace cpr::cli
