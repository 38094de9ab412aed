// System calls that do not write to errno, for a child that shares cpr's memory.
#pragma once

#include <type_traits>

namespace cpr {

/// Whether raw_syscall() leaves errno alone on this processor.
extern const bool raw_syscalls_spare_errno;

/// \returns as the kernel does: -errno for an error
long raw_syscall_of(long number, long a, long b, long c, long d, long e);

template <typename T>
long register_value(T value) {
  if constexpr (std::is_pointer_v<T>) {
    return reinterpret_cast<long>(value);
  } else {
    return static_cast<long>(value);
  }
}

template <typename A = long, typename B = long, typename C = long, typename D = long,
          typename E = long>
long raw_syscall(long number, A a = {}, B b = {}, C c = {}, D d = {}, E e = {}) {
  return raw_syscall_of(number, register_value(a), register_value(b), register_value(c),
                        register_value(d), register_value(e));
}

}  // namespace cpr
