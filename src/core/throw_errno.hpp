// Errors of system calls as exceptions.
#pragma once

#include <cerrno>
#include <system_error>

namespace cpr {

/// \param call the system call, for the message
/// \throws std::system_error
[[noreturn]] inline void throw_errno(const char* call, int error = errno) {
  throw std::system_error(error, std::generic_category(), call);
}

}  // namespace cpr
