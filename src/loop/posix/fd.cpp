#include "loop/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace cpr {

int close_fd(int fd) {
  // Not retried on EINTR: Linux has freed the number by then.
  return ::close(fd) == 0 ? 0 : errno;
}

Fd duplicate(int fd) {
  return Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

std::optional<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

}  // namespace cpr
