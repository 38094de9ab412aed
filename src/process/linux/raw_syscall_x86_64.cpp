#include "process/linux/raw_syscall.hpp"

namespace cpr {

long raw_syscall_of(long number, const SyscallArguments& arguments) {
  long result = number;
  register const long fourth asm("r10") = arguments[3];
  register const long fifth asm("r8") = arguments[4];
  asm volatile("syscall"
               : "+a"(result)
               : "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]), "r"(fourth), "r"(fifth)
               : "rcx", "r11", "memory");
  return result;
}

long clone_onto_stack(const clone_args& args, void (*run)(void*), void* argument) {
  long result = SYS_clone3;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "mov %[argument], %%rdi\n\t"
      "call *%[run]\n\t"
      "ud2\n"
      "1:"
      : "+a"(result)
      : "D"(&args), "S"(sizeof args), [run] "r"(run), [argument] "r"(argument)
      : "rcx", "r11", "memory");
  return result;
}

}  // namespace cpr
