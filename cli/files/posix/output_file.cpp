#include "files/output_file.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "options.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

constexpr int max_links = 40;  // the limit of the kernel, see path_resolution(7)

Fd open_entry(int directory, const std::string& name, int flags) {
  return Fd(::openat(directory, name.c_str(), O_PATH | O_CLOEXEC | flags));
}

/// Removes and returns the first component of a relative path.
std::string take_component(std::string& path) {
  const auto end = std::min(path.find('/'), path.size());
  std::string component = path.substr(0, end);
  path.erase(0, std::min(path.find_first_not_of('/', end), path.size()));
  return component;
}

/// Opens the entry itself, without following a link. O_DIRECTORY triggers an automount.
Fd open_component(int directory, const std::string& name, bool last) {
  if (!last) {
    Fd entry = open_entry(directory, name, O_NOFOLLOW | O_DIRECTORY);
    if (entry || (errno != ENOTDIR && errno != ELOOP)) return entry;
  }
  return open_entry(directory, name, O_NOFOLLOW);
}

/// Links on procfs are made by the kernel alone.
bool is_on_procfs(int fd) {
  struct statfs info {};
  return ::fstatfs(fd, &info) == 0 && info.f_type == PROC_SUPER_MAGIC;
}

std::string link_target(int link) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlinkat(link, "", target.data(), target.size());
  return std::string(target.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// The error allows writing in place instead: the directory is not writable, the file is a mount
/// point, or owner and group could not be kept. Not ENOSPC, because that would lose the old
/// content.
bool cannot_be_replaced(int error) {
  return error == EACCES || error == EPERM || error == EROFS || error == EBUSY || error == EXDEV;
}

/// Short, because of the length limit of names, and unpredictable, so that the child cannot occupy
/// it.
std::string temporary_name() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, GRND_NONBLOCK) != sizeof number) {
    number = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
  }
  return fmt::format(".cpr-{:016x}", number);
}

Fd create_temporary(int directory, std::string& name) {
  constexpr int tries = 100;
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Fd fd;
  for (int i = 0; !fd && i < tries; ++i) {
    name = temporary_name();
    fd.reset(::openat(directory, name.c_str(), flags, 0666));
    if (!fd && errno != EEXIST) break;
  }
  return fd;
}

/// Copies owner, group and permissions of `old`, without its set-uid bits.
/// \returns 0 or errno
int copy_permissions(int fd, const struct stat& old) {
  struct stat own {};
  if (::fstat(fd, &own) != 0) return errno;
  const bool differs = own.st_uid != old.st_uid || own.st_gid != old.st_gid;
  if (differs && ::fchown(fd, old.st_uid, old.st_gid) != 0) return errno;
  return ::fchmod(fd, old.st_mode & 0777U) == 0 ? 0 : errno;
}

}  // namespace

OutputFile::OutputFile(std::string_view what, const std::string& path) {
  const auto fail = [&](int error) {
    throw UsageError(fmt::format("{}: cannot write '{}': {}", what, path, std::strerror(error)));
  };
  std::string rest = path;
  int links = 0;
  const auto begin_at_root = [&] {
    directory_ = open_entry(AT_FDCWD, "/", O_DIRECTORY);
    rest.erase(0, std::min(rest.find_first_not_of('/'), rest.size()));
  };
  if (rest.starts_with('/')) {
    begin_at_root();
  } else {
    directory_ = open_entry(AT_FDCWD, ".", O_DIRECTORY);
  }
  while (true) {
    if (!directory_) fail(errno);
    name_ = take_component(rest);
    const bool last = rest.empty();
    Fd entry = open_component(directory_.get(), name_, last);
    if (!entry && last && errno == ENOENT) return;
    struct stat info {};
    if (!entry || ::fstat(entry.get(), &info) != 0) fail(errno);
    if (!S_ISLNK(info.st_mode)) {
      if (last) return;
      directory_ = std::move(entry);
      continue;
    }
    if (++links > max_links) fail(ELOOP);
    if (is_on_procfs(entry.get())) {
      is_magic_ = last;
      if (last) return;
      directory_ = open_entry(directory_.get(), name_, O_DIRECTORY);
      continue;
    }
    if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
      throw UsageError(
          fmt::format("{}: '{}': symbolic link '{}' is owned by user {}, not by root or the "
                      "effective user: use a path without it",
                      what, path, name_, info.st_uid));
    }
    const std::string target = link_target(entry.get());
    if (target.empty()) fail(ENOENT);
    rest = last ? target : target + '/' + rest;
    if (target.starts_with('/')) begin_at_root();
  }
}

int OutputFile::replace(std::string_view text, std::optional<Duration> time_limit) const {
  struct stat found {};
  const bool exists = ::fstatat(directory_.get(), name_.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
  // A link that was made since the start is replaced, not followed.
  const bool is_regular = exists && !is_magic_ && S_ISREG(found.st_mode);
  if (!exists || is_regular || (!is_magic_ && S_ISLNK(found.st_mode))) {
    const int error = replace_by_rename(text, is_regular ? &found : nullptr);
    if (!is_regular || !cannot_be_replaced(error)) return error;
  }
  const TimePoint deadline =
      time_limit ? saturating_add(Clock::now(), *time_limit) : TimePoint::max();
  const Fd fd = open_existing(found, deadline, Existing::Truncate);
  return fd ? write_all(fd.get(), text, is_regular ? std::nullopt : time_limit) : errno;
}

Fd OutputFile::open(TimePoint deadline, Existing existing) const {
  const int append = existing == Existing::Append ? O_APPEND : 0;
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | append;
  Fd fd(::openat(directory_.get(), name_.c_str(), flags, 0666));
  if (fd || errno != EEXIST) return fd;
  struct stat found {};
  if (::fstatat(directory_.get(), name_.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return {};
  const bool is_regular = !is_magic_ && S_ISREG(found.st_mode);
  if (is_regular && found.st_nlink > 1 && existing == Existing::Truncate) {
    // Do not truncate a file that has another name, which the caller did not give.
    const int error = replace_by_rename({}, &found);
    if (error == 0) return open(deadline);
    if (!cannot_be_replaced(error)) {
      errno = error;
      return {};
    }
  }
  return open_existing(found, deadline, existing);
}

/// \param found the file that the name referred to before; ESTALE when it is another one by now
Fd OutputFile::open_existing(const struct stat& found, TimePoint deadline,
                             Existing existing) const {
  const bool truncates = existing == Existing::Truncate;
  const int flags = O_WRONLY | (truncates ? 0 : O_APPEND);
  if (is_magic_) return open_waiting(flags | (truncates ? O_TRUNC : 0), deadline);
  Fd fd = open_waiting(flags | O_NOFOLLOW, deadline);
  if (!fd) return fd;
  struct stat opened {};
  if (::fstat(fd.get(), &opened) != 0) return {};
  if (!is_same_file(opened, found)) {
    errno = ESTALE;
    return {};
  }
  if (truncates && S_ISREG(opened.st_mode) && ::ftruncate(fd.get(), 0) != 0) return {};
  return fd;
}

Fd OutputFile::open_waiting(int flags, TimePoint deadline) const {
  const int all = flags | O_NOCTTY | O_CLOEXEC;
  if (deadline == TimePoint::max()) return Fd(::openat(directory_.get(), name_.c_str(), all));
  while (true) {
    Fd fd(::openat(directory_.get(), name_.c_str(), all | O_NONBLOCK));
    if (fd || errno != ENXIO || Clock::now() >= deadline) return fd;
    ::poll(nullptr, 0, 20);
  }
}

/// \param old the file that is replaced, or null
/// \returns 0 or errno
int OutputFile::replace_by_rename(std::string_view text, const struct stat* old) const {
  std::string temporary;
  Fd fd = create_temporary(directory_.get(), temporary);
  if (!fd) return errno;
  int error = old != nullptr ? copy_permissions(fd.get(), *old) : 0;
  if (error == 0) error = write_all(fd.get(), text);
  // Some file systems report a full disk only on close(2).
  if (::close(fd.release()) != 0 && error == 0) error = errno;
  if (error == 0 &&
      ::renameat(directory_.get(), temporary.c_str(), directory_.get(), name_.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) ::unlinkat(directory_.get(), temporary.c_str(), 0);
  return error;
}

Fd open_output(std::string_view option, const std::string& path, TimePoint deadline,
               OutputFile::Existing existing) {
  Fd fd = OutputFile(option, path).open(deadline, existing);
  if (fd) return fd;
  const int error = errno;
  if (error == ENXIO && Clock::now() >= deadline) {
    throw ExpiredEarly{fmt::format("waiting for a reader of {} '{}'", option, path)};
  }
  throw UsageError(
      fmt::format("{}: cannot write '{}': {}", option, path, describe_write_error(error)));
}

}  // namespace cpr::cli
