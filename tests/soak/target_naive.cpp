// How not to do it: the signal goes to whoever has the number by now. Linked into `cpr_naive` in
// place of src/target_linux.cpp, so that soak_pid_reuse can show that it would notice.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "target.hpp"

namespace cpr {

Target::Target(pid_t pid) : pid_(pid) {}

int Target::send(int signal) const {
  return ::syscall(SYS_kill, pid_, signal) == 0 ? 0 : errno;
}

}  // namespace cpr
