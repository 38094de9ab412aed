// Shows the help texts and opens the manual.
#pragma once

#include <optional>

#include "report/exit_code.hpp"
#include "verbs.hpp"

namespace cpr::cli {

/// -h and --help: the built-in text of a verb, or of cpr as a whole. As wide as the terminal, with
/// bold headings except in a pipe or with NO_COLOR.
/// \param brief the common options of the verb only
Ending show_help(std::optional<Verb> verb, bool brief = false);

/// cpr help: on a terminal man(1) with the page, if both exist; else as show_help().
Ending show_manual(std::optional<Verb> verb);

}  // namespace cpr::cli
