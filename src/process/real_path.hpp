// Paths without symbolic links.
#pragma once

#include <optional>
#include <string>

namespace cpr {

/// The absolute path without symbolic links and dots. \returns none, and errno, on failure
std::optional<std::string> real_path(const std::string& path);

}  // namespace cpr
