// The values of --retries, --retry-on and --retry-delay, and what retries mean for the input.
//
// The functions throw UsageError; see values.hpp.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/retry_policy.hpp"
#include "options/draft.hpp"

namespace cpr::cli {

/// From 0 to 1000.
std::size_t parse_retries(std::string_view what, std::string_view text);

/// Verdicts, exit codes, ranges of them (100-110) and names of signals, separated by commas.
RetriedEnds parse_retry_on(std::string_view what, std::string_view text);

/// D or D..MAX.
/// \param parse reads one duration; none: there is no such time
void set_retry_delay(RetryPolicy& policy, std::string_view what, std::string_view text,
                     std::optional<Duration> (*parse)(std::string_view, std::string_view));

/// Every attempt has the same input: replaces what can be read only once by nothing, or refuses it.
/// To be called when the channel has its source.
void restrict_input(Draft& draft);

}  // namespace cpr::cli
