// The built-in help texts, from the tables of options and verbs.
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
  bool bold = false;       ///< headings in bold, by escape sequences of a terminal
};

/// All options of a verb, or the overview of cpr.
std::string help_text(std::optional<Verb> verb, HelpStyle style);

/// One screen: the common options of a verb, examples, exit statuses.
std::string brief_help_text(Verb verb, HelpStyle style);

/// Without the default.
std::string_view brief_help_of(const OptionRow& row, const VerbTraits& verb);

/// The help of one option with the default of the verb.
std::string help_of(const OptionRow& row, const VerbTraits& verb);

/// With a capital letter and a full stop.
std::string sentence(std::string_view text);

}  // namespace cpr::cli
