// System calls that leave errno alone: it belongs to the thread that made the process, and a child
// that shares memory with that must not write to it.
#pragma once

#include <linux/sched.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <type_traits>

namespace cpr {

using SyscallArguments = std::array<long, 5>;

/// \returns as the kernel does: -errno for an error
long raw_syscall_of(long number, const SyscallArguments& arguments);

/// clone3(2) for a child on the stack that `args` names, where it calls `run(argument)`, which must
/// not return. \returns as the kernel does; -ENOSYS where nobody has written it for this processor
long clone_onto_stack(const clone_args& args, void (*run)(void*), void* argument);

template <typename T>
long register_value(T value) {
  if constexpr (std::is_null_pointer_v<T>) {
    return 0;
  } else if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<long>(value);
  } else {
    return static_cast<long>(value);
  }
}

template <typename... Arguments>
long raw_syscall(long number, Arguments... arguments) {
  return raw_syscall_of(number, {register_value(arguments)...});
}

}  // namespace cpr
