// The processes that a signal has reached.
#pragma once

namespace cpr {

struct Recipients {
  int pids = 0;        ///< number of processes that accepted the signal
  bool child = false;  ///< a child of the run is one of them
};

}  // namespace cpr
