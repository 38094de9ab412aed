// The state of a run at one moment, for a status line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/tree_usage.hpp"

namespace cpr {

struct Activity {
  struct Moved {
    int fd = -1;              ///< the child's descriptor
    std::uint64_t bytes = 0;  ///< read from it
  };
  /// The attempt that runs, and the largest number of attempts; 0: there are no retries.
  std::size_t attempt = 0;
  std::size_t attempts = 0;
  Duration elapsed{};
  std::vector<Moved> streams{};      ///< the relayed ones from 1 on
  std::optional<TreeMemory> tree{};  ///< of everything below cpr; none: this cannot be read here
  std::optional<Duration> idle{};    ///< since the last byte was relayed; none: nothing is relayed
};

}  // namespace cpr
