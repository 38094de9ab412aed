// A random number of the system.
#pragma once

#include <cstdint>
#include <optional>

namespace cpr {

/// \returns none where the system has none to give
std::optional<std::uint64_t> random_number();

}  // namespace cpr
