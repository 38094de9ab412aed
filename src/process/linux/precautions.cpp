#include "process/precautions.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace cpr {

unsigned fill_standard_fds() {
  unsigned missing = 0;
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    missing |= 1U << static_cast<unsigned>(fd);
    // open(2) returns the lowest free fd, which is this one. Without /dev/null, an epoll fd: it can
    // be neither read nor written.
    if (::open("/dev/null", O_RDONLY) < 0) ::epoll_create1(0);
  }
  return missing;
}

void forbid_attaching() {
  // A sandbox may forbid this, which is harmless.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool has_raised_privileges() {
  // Not AT_SECURE, which security modules also set for other reasons.
  return ::getuid() != ::geteuid() || ::getgid() != ::getegid();
}

}  // namespace cpr
