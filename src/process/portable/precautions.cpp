#include "process/precautions.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace cpr {

unsigned fill_standard_fds() {
  unsigned missing = 0;
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    missing |= 1U << static_cast<unsigned>(fd);
    // open(2) returns the lowest free fd, which is this one. Without /dev/null, a directory: it can
    // be neither read nor written.
    if (::open("/dev/null", O_RDONLY) < 0) static_cast<void>(::open("/", O_RDONLY));
  }
  return missing;
}

/// POSIX has no call for that.
void forbid_attaching() {}

bool has_raised_privileges() {
  return ::getuid() != ::geteuid() || ::getgid() != ::getegid();
}

}  // namespace cpr
