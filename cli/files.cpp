#include "files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

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

PatientWriter::PatientWriter(int fd, std::optional<Duration> patience)
    : fd_(fd), deadline_(patience ? saturating_add(Clock::now(), *patience) : TimePoint::max()) {
  if (patience) sink_.emplace(fd);
}

ssize_t PatientWriter::write_some(std::string_view text) {
  return sink_ ? sink_->write(text) : ::write(fd_, text.data(), text.size());
}

void PatientWriter::write(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    const ssize_t n = write_some(text);
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      if (sink_ && Clock::now() >= deadline_) {
        error_ = ETIMEDOUT;
        return;
      }
      pollfd entry{.fd = fd_, .events = POLLOUT, .revents = 0};
      ::poll(&entry, 1, sink_ ? 50 : -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

int write_all(int fd, std::string_view text, std::optional<Duration> patience) {
  PatientWriter writer(fd, patience);
  writer.write(text);
  return writer.error();
}

std::string describe_write_error(int error) {
  if (error == ETIMEDOUT) return "its reader has stalled";
  if (error == ENXIO) return "nobody reads it";
  return std::strerror(error);
}

Fd open_in_place(const std::string& path, std::optional<Duration> patience) {
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  if (!patience) return Fd(::open(path.c_str(), flags, 0666));
  const TimePoint deadline = saturating_add(Clock::now(), *patience);
  while (true) {
    Fd fd(::open(path.c_str(), flags | O_NONBLOCK, 0666));
    if (fd || errno != ENXIO || Clock::now() >= deadline) return fd;
    ::poll(nullptr, 0, 20);
  }
}

namespace {

/// A file that a new one may take the place of, without anybody's link or rights being lost.
bool is_replaceable(const std::string& path, struct stat& info) {
  return ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 &&
         info.st_uid == ::geteuid();
}

}  // namespace

int replace_file(const std::string& path, std::string_view text, std::optional<Duration> patience) {
  struct stat info {};
  const bool replace = is_replaceable(path, info);
  if (!replace && ::lstat(path.c_str(), &info) == 0) {
    const Fd fd = open_in_place(path, patience);
    return fd ? write_all(fd.get(), text, patience) : errno;
  }
  const std::string temporary = path + ".cpr-" + std::to_string(::getpid());
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!fd) return errno;
  int error = write_all(fd.get(), text);
  if (error == 0 && replace && ::fchmod(fd.get(), info.st_mode & 07777U) != 0) error = errno;
  // close() is where some file systems report that the disk is full.
  if (::close(fd.release()) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

}  // namespace cpr::cli
