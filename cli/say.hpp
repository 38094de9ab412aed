// What cpr itself prints.
#pragma once

#include <string_view>

namespace cpr::cli {

/// One line on stderr with the prefix `cpr: `. Waits a second at most for a reader that has
/// stalled, so that nobody's full pipe can hold up the end of a run; then the line is dropped, and
/// so are all later ones.
void say(std::string_view line);

/// Text on stdout, all of it.
/// \returns false, having said why, when it cannot be written. A reader that is gone (EPIPE) is not
///          spoken of: `broken_pipe` becomes true.
bool print(std::string_view text, bool& broken_pipe);

}  // namespace cpr::cli
