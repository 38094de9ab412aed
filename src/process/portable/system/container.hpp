// What the system holds a tree together with: POSIX has no such thing.
#pragma once

#include <cstdint>
#include <optional>

#include "core/tree_usage.hpp"

namespace cpr {

/// There is never one.
struct Container {
  static constexpr auto usage_source = TreeUsage::Source::Rusage;
  [[nodiscard]] static std::optional<std::uint64_t> peak_memory() { return std::nullopt; }
  [[nodiscard]] static bool limit_memory(std::uint64_t /*bytes*/) { return false; }
  [[nodiscard]] static bool was_out_of_memory() { return false; }
};

}  // namespace cpr
