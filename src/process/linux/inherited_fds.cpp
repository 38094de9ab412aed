#include "process/inherited_fds.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

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

std::vector<int> open_fds() {
  std::vector<int> fds;
  DIR* const directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) {
    for (int fd = 0; fd < end_of_fds(); ++fd) fds.push_back(fd);
    return fds;
  }
  while (const dirent* entry = ::readdir(directory)) {
    if (entry->d_name[0] != '.') fds.push_back(std::atoi(entry->d_name));
  }
  ::closedir(directory);
  return fds;
}

}  // namespace

void close_from(int first) {
  if (::syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  // Before Linux 5.9, or forbidden.
  for (int fd = first; fd < end_of_fds(); ++fd) ::close(fd);
}

void close_inherited(std::span<const int> kept) {
  for (const int fd : open_fds()) {
    if (fd <= STDERR_FILENO || std::find(kept.begin(), kept.end(), fd) != kept.end()) continue;
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ::close(fd);
  }
}

void open_null(int fd) {
  Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  // Without /dev/null, an epoll fd: it can be neither read nor written.
  if (!null) null.reset(::epoll_create1(EPOLL_CLOEXEC));
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
