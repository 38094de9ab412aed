#include "process/linux/raw_syscall.hpp"

namespace cpr {

const bool raw_syscalls_spare_errno = true;

long raw_syscall_of(long number, long a, long b, long c, long d, long e) {
  register const long fourth asm("r10") = d;
  register const long fifth asm("r8") = e;
  asm volatile("syscall"
               : "+a"(number)
               : "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
               : "rcx", "r11", "memory");
  return number;
}

}  // namespace cpr
