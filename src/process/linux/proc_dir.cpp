#include "process/linux/proc_dir.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace cpr {

ProcDir::ProcDir(pid_t pid)
    : fd_(::open(ProcPath("/proc/%d", pid).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

Fd ProcDir::open(const char* file, int flags) const {
  return Fd(::openat(fd_.get(), file, O_RDONLY | O_CLOEXEC | flags));
}

std::string_view ProcDir::read(const char* file, std::span<char> buffer) const {
  const Fd fd = open(file);
  std::size_t size = 0;
  while (fd && size < buffer.size()) {
    const ssize_t n = ::read(fd.get(), buffer.data() + size, buffer.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    const bool short_read = static_cast<std::size_t>(n) < buffer.size() - size;
    size += static_cast<std::size_t>(n);
    if (short_read) break;  // these files are then at their end
  }
  return {buffer.data(), size};
}

std::string_view ProcDir::link(const char* file, std::span<char> buffer) const {
  const ssize_t n = ::readlinkat(fd_.get(), file, buffer.data(), buffer.size());
  return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
}

mode_t ProcDir::link_mode(const char* file) const {
  struct stat info {};
  return ::fstatat(fd_.get(), file, &info, AT_SYMLINK_NOFOLLOW) == 0 ? info.st_mode : 0;
}

bool ProcDir::read_memory(std::uint64_t address, std::span<char> buffer) const {
  const Fd fd = open("mem");
  return fd && ::pread(fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(address)) ==
                   static_cast<ssize_t>(buffer.size());
}

}  // namespace cpr
