// The operands of kill, wait and ps.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "process/process_token.hpp"
#include "verbs.hpp"

namespace cpr::cli {

/// Each token once, in the order of the command line.
/// \throws UsageError for a word that is not a token, and for none where one is needed
std::vector<ProcessToken> parse_tokens(const VerbTraits& verb,
                                       std::span<const std::string> operands);

}  // namespace cpr::cli
