#include "process/identity.hpp"

#include <grp.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

namespace cpr {
namespace {

bool has_uid(std::uint32_t uid) {
  return ::getuid() == uid && ::geteuid() == uid;
}

bool has_gid(std::uint32_t gid) {
  return ::getgid() == gid && ::getegid() == gid;
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

/// setuid(2) of a privileged process changes the saved id as well.
std::optional<StartStep> take_identity(const Identity& identity) {
  const auto& [uid, gid, groups] = identity;
  // The groups first: without the old uid the other changes would not be permitted.
  if ((uid || gid || groups) && !take_groups(identity)) return StartStep::Groups;
  if (gid && (::setgid(*gid) != 0 || !verified(has_gid(*gid)))) return StartStep::Gid;
  if (uid && (::setuid(*uid) != 0 || !verified(has_uid(*uid)))) return StartStep::Uid;
  return std::nullopt;
}

}  // namespace cpr
