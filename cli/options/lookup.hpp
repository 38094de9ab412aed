// Finds rows of the option table: by a word of the command line, or for a page of help.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "options/table.hpp"

namespace cpr::cli {

/// By name (kebab-case or camelCase) or letter, without dashes; null if there is none.
const OptionRow* find_option(std::string_view name);
const OptionRow* find_letter(char letter);

/// By a name of timeout(1), or the beginning of one. Empty if there is none; several if the
/// beginning is ambiguous.
std::vector<const OptionRow*> find_timeout_options(std::string_view name);

/// The name that help and manual of a verb use, which may be that of timeout(1).
std::string_view shown_name(const OptionRow& row, Verb verb);

/// The name in Node's camelCase; empty where that is the same.
std::string camel_name(const OptionRow& row);

/// Whether manual and completions of a verb list an option. The options of the message channel are
/// listed for fork alone; the other verbs take them with an `ipc` entry in --stdio.
bool listed(const OptionRow& row, Verb verb);

/// The listed options of a verb, by section.
std::vector<const OptionRow*> listed_options(Verb verb);

std::string_view title(Section section);

}  // namespace cpr::cli
