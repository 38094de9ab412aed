#include "files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "fd.hpp"

namespace cpr::cli {

int read_all(int fd, std::string& text) {
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n == 0) return 0;
    if (n > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

int read_file(const std::string& path, std::string& text) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return fd ? read_all(fd.get(), text) : errno;
}

std::optional<std::string> absolute_directory(const std::optional<std::string>& directory) {
  const std::unique_ptr<char, decltype(&std::free)> path(
      ::realpath(directory ? directory->c_str() : ".", nullptr), &std::free);
  return path ? std::optional<std::string>(path.get()) : directory;
}

bool is_pipe_or_terminal(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return false;
  return S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode) || ::isatty(fd) != 0;
}

int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      pollfd entry{.fd = fd, .events = POLLOUT, .revents = 0};
      ::poll(&entry, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

int replace_file(const std::string& path, std::string_view text) {
  struct stat info {};
  const bool in_place = ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
  if (in_place) {
    const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return fd ? write_all(fd.get(), text) : errno;
  }
  const std::string temporary = path + ".cpr-" + std::to_string(::getpid());
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd) return errno;
  int error = write_all(fd.get(), text);
  // close() is where some file systems report that the disk is full.
  if (::close(fd.release()) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

}  // namespace cpr::cli
