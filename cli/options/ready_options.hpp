// --ready: its value, and the streams that it needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/job.hpp"

namespace cpr::cli {

/// fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION.
/// \param duration reads the DURATION
/// \throws UsageError
ReadyWhen parse_ready(std::string_view what, std::string_view text,
                      std::optional<Duration> (*duration)(std::string_view, std::string_view));

/// Gives ReadyOnFd its entry. Before settle_stdio().
/// \throws UsageError when that descriptor has another entry
void place_ready_fd(Job& job);

/// For ReadyOnLine: has stdout and stderr relayed to where they go otherwise. The last change of
/// `stdio`.
/// \throws UsageError when neither can be relayed
void relay_for_lines(Job& job);

/// Refuses an address that accepts a connection: of another server, since the program has not been
/// started. Waits for the answer of an address for a second at most.
/// \throws UsageError
void check_nothing_answers(const ReadyWhen& ready, TimePoint deadline);

/// As it is written on the command line.
std::string describe(const ReadyWhen& ready);

}  // namespace cpr::cli
