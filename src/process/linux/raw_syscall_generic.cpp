// For processors that nobody has written the other one for: their children get a copy of the
// memory, errno included.
#include <unistd.h>

#include "process/linux/raw_syscall.hpp"

namespace cpr {

long raw_syscall_of(long number, const SyscallArguments& a) {
  const long result = ::syscall(number, a[0], a[1], a[2], a[3], a[4]);
  return result < 0 ? -errno : result;
}

long clone_onto_stack(const clone_args& /*args*/, void (* /*run*/)(void*), void* /*argument*/) {
  return -ENOSYS;
}

}  // namespace cpr
