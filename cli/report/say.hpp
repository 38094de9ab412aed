// What cpr itself prints.
#pragma once

#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// One line on stderr with the prefix `cpr: `, printable whatever text of others is in it. Waits a
/// second at most for a reader that has stalled, so that nobody's full pipe can hold up the end of
/// a run; then the line is dropped, and so are all later ones. Without a reader the line is dropped
/// and nothing else changes.
void say(std::string_view line);

/// How cpr ends when it has tried to write to stdout, with this errno; says what is to be said.
Ending ending_after_write(int error, int status = 0);

/// Text on stdout as all that there is to do, as much as goes until `time_limit` is over.
/// \returns how cpr then ends
Ending print_and_end(std::string_view text, int status = 0,
                     std::optional<Duration> time_limit = std::nullopt);

}  // namespace cpr::cli
