#include "process/inherited_fds.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "loop/fd.hpp"

namespace cpr {
namespace {

/// One more than the highest number that an fd can have. Only fds below the limit can have been
/// opened, unless it was lowered since.
int end_of_fds() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
}

}  // namespace

void close_from(int first) {
  for (int fd = first; fd < end_of_fds(); ++fd) ::close(fd);
}

void close_inherited(std::span<const int> kept) {
  for (int fd = STDERR_FILENO + 1; fd < end_of_fds(); ++fd) {
    if (std::find(kept.begin(), kept.end(), fd) != kept.end()) continue;
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ::close(fd);
  }
}

void open_null(int fd) {
  Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (null.get() == fd) {
    static_cast<void>(null.release());
  } else if (null) {
    ::dup2(null.get(), fd);
  } else {
    ::close(fd);
  }
}

void drop_all_fds() {
  close_from(STDERR_FILENO + 1);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) open_null(fd);
}

}  // namespace cpr
