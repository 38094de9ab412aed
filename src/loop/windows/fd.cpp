#include "loop/fd.hpp"

#include <io.h>
#include <windows.h>

#include <cerrno>

#include "loop/windows/async_fd.hpp"
#include "loop/windows/pipe_ends.hpp"

namespace cpr {

int close_fd(int fd) {
  // Else the number stays in use, until cpr exits.
  if (!AsyncFd::forget(fd)) return 0;
  return ::_close(fd) == 0 ? 0 : errno;
}

Fd duplicate(int fd) {
  Fd copy(::_dup(fd));
  if (!copy) return copy;
  const auto handle = reinterpret_cast<HANDLE>(::_get_osfhandle(copy.get()));
  ::SetHandleInformation(handle, HANDLE_FLAG_INHERIT, 0);
  return copy;
}

std::optional<Pipe> make_pipe() {
  return make_pipe(OwnEnd::Read);
}

}  // namespace cpr
