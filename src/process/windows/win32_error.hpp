// Errors of Windows as numbers of errno(3), which cpr reports.
#pragma once

namespace cpr::windows {

/// \param error of GetLastError(); one that is not known is EIO
int errno_of(unsigned long error);

/// That of the last call of the system which failed in this thread.
int last_errno();

/// \param call for the message
/// \throws std::system_error with last_errno()
[[noreturn]] void throw_last_error(const char* call);

}  // namespace cpr::windows
