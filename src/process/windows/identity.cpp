// Windows has users, but not the ids of POSIX.
#include "process/identity.hpp"

namespace cpr {

bool changes_identity(const Identity& identity) {
  return identity.uid || identity.gid || identity.groups;
}

std::optional<StartStep> take_identity(const Identity& identity) {
  if (identity.groups) return StartStep::Groups;
  if (identity.gid) return StartStep::Gid;
  return identity.uid ? std::optional(StartStep::Uid) : std::nullopt;
}

}  // namespace cpr
