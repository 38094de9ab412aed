// argv and the environment to Options.
#pragma once

#include <span>

#include "options.hpp"

namespace cpr::cli {

/// \param missing bit N is set when descriptor N (0..2) was closed at the start of cpr
/// \param started_at the start of cpr, from which the timeout counts
/// \throws UsageError
Options parse(std::span<char* const> argv, unsigned missing, Instant started_at = Instant::now());

}  // namespace cpr::cli
