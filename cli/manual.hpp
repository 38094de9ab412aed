// What somebody gets who asks how cpr is used.
#pragma once

#include <optional>

#include "report/exit_code.hpp"
#include "verbs.hpp"

namespace cpr::cli {

/// --help: the text that is built in, of a verb or of cpr as a whole. As wide as the terminal, and
/// with bold headings where one may: not with NO_COLOR, not in a pipe.
Ending show_help(std::optional<Verb> verb);

/// cpr help: on a terminal man(1) with the page, where there are both; else as show_help().
Ending show_manual(std::optional<Verb> verb);

}  // namespace cpr::cli
