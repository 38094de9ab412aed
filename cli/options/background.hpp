// Checks for --unref and --detached, which let the child outlive cpr.
#pragma once

#include "options.hpp"

namespace cpr::cli {

/// Refuses pipes, which cpr would have to relay, and drops limits from the environment.
/// \throws UsageError
void check_unref(Job& job);

/// Warns of descriptors that the child shares with cpr's terminal or pipes, as Node's documentation
/// does.
void warn_shared_stdio(Options& options);

}  // namespace cpr::cli
