// How a run is going, at a moment: what a status line shows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.hpp"

namespace cpr {

struct Activity {
  struct Moved {
    int fd = -1;              ///< the child's descriptor
    std::uint64_t bytes = 0;  ///< that have come from it
  };
  Duration elapsed{};
  std::vector<Moved> streams{};    ///< the relayed ones from 1 on
  int processes = 0;               ///< alive in the tree
  std::optional<Duration> idle{};  ///< since a byte has moved; none: nothing is relayed
};

}  // namespace cpr
