// What cpr itself prints.
#pragma once

#include <optional>
#include <string_view>

#include "clock.hpp"
#include "exit_code.hpp"

namespace cpr::cli {

/// One line on stderr with the prefix `cpr: `. Waits a second at most for a reader that has
/// stalled, so that nobody's full pipe can hold up the end of a run; then the line is dropped, and
/// so are all later ones.
void say(std::string_view line);

/// Text on stdout, all of it, or what goes until `patience` is over.
/// \returns false, having said why, when it cannot be written. A reader that is gone (EPIPE) is not
///          spoken of: `broken_pipe` becomes true.
bool print(std::string_view text, bool& broken_pipe,
           std::optional<Duration> patience = std::nullopt);

/// The same as all that there is to do. \returns how cpr then ends
Ending print_and_end(std::string_view text, int status = 0,
                     std::optional<Duration> patience = std::nullopt);

}  // namespace cpr::cli
