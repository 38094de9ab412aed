// Orphans are not given to cpr, and guardians are refused: no process has to stay in its place.
#include "process/shim.hpp"

#include <unistd.h>

#include <cerrno>

#include "core/throw_errno.hpp"

namespace cpr {

bool fork_shim(const DropFds& /*drop_fds*/) {
  return ::getpid() == 1;
}

void fork_guardians(const DropFds& /*drop_fds*/) {
  throw_errno("--no-orphans", ENOTSUP);
}

void disarm_guardians() {}

}  // namespace cpr
