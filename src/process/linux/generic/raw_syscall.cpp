#include <unistd.h>

#include <cerrno>

#include "process/linux/raw_syscall.hpp"

namespace cpr {

const bool raw_syscalls_spare_errno = false;

long raw_syscall_of(long number, long a, long b, long c, long d, long e) {
  const long result = ::syscall(number, a, b, c, d, e);
  return result < 0 ? -errno : result;
}

}  // namespace cpr
