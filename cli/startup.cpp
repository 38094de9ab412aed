#include "startup.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "usage_error.hpp"

namespace cpr::cli {

unsigned hold_standard_descriptors() {
  unsigned missing = 0;
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    missing |= 1U << static_cast<unsigned>(fd);
    // The lowest free number, and so this one. Where there is no /dev/null, something else that
    // nothing can be read from or written to.
    if (::open("/dev/null", O_RDONLY) < 0) ::epoll_create1(0);
  }
  return missing;
}

void forbid_attaching() {
  // A sandbox that forbids this is no reason to fail.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void refuse_raised_rights() {
  // Not AT_SECURE, which a security module may set for reasons of its own.
  if (::getuid() == ::geteuid() && ::getgid() == ::getegid()) return;
  throw UsageError(
      "cpr runs any command that it is given, so it must not be set-uid or set-gid: remove the "
      "bits "
      "with chmod u-s,g-s");
}

}  // namespace cpr::cli
