// What a signal was sent to.
#pragma once

#include <algorithm>

namespace cpr {

struct Recipients {
  int pids = 0;        ///< processes that were signalled one by one
  int groups = 0;      ///< process groups, whose members are not counted
  bool child = false;  ///< a child of the run is one of them

  [[nodiscard]] bool none() const { return pids == 0 && groups == 0; }

  /// After another round of the same signal.
  void include(const Recipients& again) {
    pids = std::max(pids, again.pids);
    groups = std::max(groups, again.groups);
    child = child || again.child;
  }
};

}  // namespace cpr
