// What the system holds a tree together with: POSIX has no such thing.
#pragma once

#include <cstdint>
#include <optional>

namespace cpr {

/// There is never one.
struct Container {
  [[nodiscard]] static std::optional<std::uint64_t> peak_memory() { return std::nullopt; }
};

}  // namespace cpr
