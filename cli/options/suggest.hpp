// Suggestions for misspelt words: "did you mean ...?"
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "verbs.hpp"

namespace cpr::cli {

/// The candidate that is most similar to what was typed, or empty when none is similar.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> candidates);

/// The option whose name is most similar to what was typed, without dashes; or empty.
/// \param verb that manages runs: among its own options
std::string_view nearest_option(std::string_view typed, std::optional<Verb> verb = std::nullopt);

}  // namespace cpr::cli
