#include "process/precautions.hpp"

#include <fcntl.h>
#include <io.h>

#include <cstdint>
#include <cstdlib>

#include "loop/windows/async_fd.hpp"

namespace cpr {
namespace {

constexpr int standard_fds = 3;

/// The C runtime would terminate cpr when a function gets a descriptor that is closed.
void ignore_invalid(const wchar_t*, const wchar_t*, const wchar_t*, unsigned, std::uintptr_t) {}

bool is_open(int fd) {
  constexpr std::intptr_t without_stream = -2;  // a program without a console
  const auto handle = ::_get_osfhandle(fd);
  return handle != -1 && handle != without_stream;
}

}  // namespace

/// Bytes pass unchanged: the C runtime would make \r\n of each \n.
unsigned fill_standard_fds() {
  ::_set_invalid_parameter_handler(ignore_invalid);
  unsigned missing = 0;
  for (int fd = 0; fd < standard_fds; ++fd) {
    if (!is_open(fd)) {
      missing |= 1U << static_cast<unsigned>(fd);
      const int null = ::_wopen(L"NUL", _O_RDONLY | _O_BINARY | _O_NOINHERIT);
      if (null >= 0 && null != fd) {
        ::_dup2(null, fd);
        ::_close(null);
      }
    }
    ::_setmode(fd, _O_BINARY);
    AsyncFd::of(fd);  // asks what it is, before an operation is running
  }
  _fmode = _O_BINARY;
  return missing;
}

/// Processes of the same user may always be attached to.
void forbid_attaching() {}

/// No file gives a process of Windows more rights than its caller has.
bool has_raised_privileges() {
  return false;
}

}  // namespace cpr
