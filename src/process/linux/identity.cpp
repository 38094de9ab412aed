#include "process/identity.hpp"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace cpr {
namespace {

using Ids = std::array<id_t, 3>;  ///< real, effective, saved

bool all_are(const Ids& ids, std::uint32_t id) {
  return std::all_of(ids.begin(), ids.end(), [=](id_t one) { return one == id; });
}

bool has_uid(std::uint32_t uid) {
  Ids own{};
  return ::getresuid(&own[0], &own[1], &own[2]) == 0 && all_are(own, uid);
}

bool has_gid(std::uint32_t gid) {
  Ids own{};
  return ::getresgid(&own[0], &own[1], &own[2]) == 0 && all_are(own, gid);
}

/// A system call that succeeds and changes nothing would run the program with rights that it must
/// not have.
bool verified(bool changed) {
  if (!changed) errno = EPERM;
  return changed;
}

bool take_groups(const Identity& identity) {
  const std::size_t count = identity.groups ? identity.groups->size() : 0;
  const gid_t* groups = identity.groups ? identity.groups->data() : nullptr;
  if (::setgroups(count, groups) == 0) {
    return verified(::getgroups(0, nullptr) == static_cast<int>(count));
  }
  // Groups that give the child nothing new may stay.
  const int error = errno;
  if (error == EPERM && !identity.groups &&
      (!changes_identity(identity) || ::getgroups(0, nullptr) == 0)) {
    return true;
  }
  errno = error;
  return false;
}

}  // namespace

bool changes_identity(const Identity& identity) {
  return identity.groups || (identity.uid && !has_uid(*identity.uid)) ||
         (identity.gid && !has_gid(*identity.gid));
}

std::optional<StartStep> take_identity(const Identity& identity) {
  const auto& [uid, gid, groups] = identity;
  // The groups first: without the old uid the other changes would not be permitted.
  if ((uid || gid || groups) && !take_groups(identity)) return StartStep::Groups;
  if (gid && (::setresgid(*gid, *gid, *gid) != 0 || !verified(has_gid(*gid)))) {
    return StartStep::Gid;
  }
  if (!uid) return std::nullopt;
  // Ambient capabilities would outlive the change; where there are none this does nothing.
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (::setresuid(*uid, *uid, *uid) != 0 || !verified(has_uid(*uid))) return StartStep::Uid;
  return std::nullopt;
}

}  // namespace cpr
