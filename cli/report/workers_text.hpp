// What happens to the workers of --accept, as text.
#pragma once

#include <optional>
#include <string>

#include "core/result.hpp"

namespace cpr::cli {

/// \returns none for an event that says nothing new about a worker
std::optional<std::string> describe_workers(const Event& event);

}  // namespace cpr::cli
