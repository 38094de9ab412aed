// One run of one case, and the verdict on it.
#pragma once

#include <string>

#include "room.hpp"
#include "table.hpp"

namespace battery {

struct Place {
  std::string prelude;  ///< bash that every command of a case begins with
  int scale = 1;        ///< how much slower this build may be
};

struct Verdict {
  int survivors = 0;  ///< alive although they should not be, or the other way round
  int zombies = 0;    ///< dead, and not reaped by cpr
  int cgroups = 0;    ///< directories that it has left
  bool hung = false;
  bool over = false;   ///< took longer than its bound
  bool wrong = false;  ///< the status or a check
  double late_ms = 0;  ///< over what its limits add up to
  [[nodiscard]] bool failed() const {
    return survivors + zombies + cgroups > 0 || hung || over || wrong;
  }
};

/// Runs it in a process that has forked for nothing else, since all orphans come to it.
/// \param complaints gets a line for everything that is not as it should be
Verdict try_case(const Case& what, const Place& place, const Room& room, std::string& complaints);

/// Runs bash and waits for it. \returns its status as a shell says it
int run_bash(const std::string& script);

}  // namespace battery
