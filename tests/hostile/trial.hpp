// One run of one case, and its verdict.
#pragma once

#include <string>

#include "sandbox.hpp"
#include "table.hpp"

namespace battery {

struct Environment {
  std::string prelude;  ///< bash code before every command of a case
  int scale = 1;        ///< factor for limits and bounds
  int slack_ms = 250;   ///< a run may take this long in addition to timeout and kill-after
};

struct Verdict {
  int leftovers = 0;  ///< difference from the number of processes that may be running
  int zombies = 0;    ///< not reaped by cpr
  int cgroups = 0;    ///< not removed by cpr
  bool hung = false;
  bool late = false;   ///< took longer than its bound
  bool wrong = false;  ///< wrong status, or a failed check
  double late_ms = 0;  ///< beyond the sum of the limits
  [[nodiscard]] bool failed() const {
    return leftovers + zombies + cgroups > 0 || hung || late || wrong;
  }
  [[nodiscard]] bool nothing_left() const { return leftovers + cgroups == 0 && !hung; }
};

/// To be called in a process without other children, because it becomes a subreaper.
/// \param complaints gets a line for each failure
Verdict run_case(const Case& what, const Environment& environment, const Sandbox& sandbox,
                 std::string& complaints);

/// Runs bash and waits for it. \returns its status as in a shell
int run_bash(const std::string& script);

}  // namespace battery
