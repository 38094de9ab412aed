// --help, printed from the option table.
#pragma once

#include <optional>
#include <string>

#include "verbs.hpp"

namespace cpr::cli {

std::string version_text();

/// Of one verb, or of cpr as a whole.
/// \param width columns to wrap at
std::string help_text(std::optional<Verb> verb, std::size_t width);

}  // namespace cpr::cli
