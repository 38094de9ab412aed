// --help, printed from the option table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "options/table.hpp"
#include "verbs.hpp"

namespace cpr::cli {

std::string version_text();

struct HelpStyle {
  std::size_t width = 80;  ///< columns to wrap at
  bool bold = false;       ///< headings stand out, by the escape sequences of a terminal
};

/// Of one verb, or of cpr as a whole.
std::string help_text(std::optional<Verb> verb, HelpStyle style);

/// The help of one option with the default that the verb has for it.
std::string help_of(const OptionRow& row, const VerbTraits& verb);

/// How an option is written: `-t, --timeout DURATION`, `--shell[=PATH]`.
std::string usage_of(const OptionRow& row);

}  // namespace cpr::cli
