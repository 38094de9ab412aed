#include "runs/directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "core/retried.hpp"
#include "core/throw_errno.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "process/environment.hpp"
#include "usage_error.hpp"

namespace cpr::cli {
namespace {

constexpr std::size_t most_files = 65536;
constexpr std::size_t most_record_bytes = 65536;
constexpr std::size_t most_swept = 256;
constexpr std::time_t kept_seconds = 24 * 60 * 60;
constexpr int file_flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr std::string_view temporary_prefix = ".new-";
constexpr std::string_view waiter_prefix = ".wait-";  // locked by each process that waits

/// For files and directories that are created meanwhile: their modes are as given. The caller's
/// umask may keep their owner out as well.
class OwnerUmask {
 public:
  OwnerUmask() : before_(::umask(0077)) {}
  ~OwnerUmask() { ::umask(before_); }
  OwnerUmask(const OwnerUmask&) = delete;
  OwnerUmask& operator=(const OwnerUmask&) = delete;

 private:
  mode_t before_;
};

bool is_own_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
}

std::string chosen_path() {
  const std::string own = own_variable("CPR_RUNTIME_DIR");
  if (!own.empty()) {
    if (own.front() == '/') return own;
    throw UsageError(
        fmt::format("CPR_RUNTIME_DIR: '{}' is not an absolute path: write it from / on", own));
  }
  // Su(1) and sudo(8) may leave the variable of another user.
  const std::string session = own_variable("XDG_RUNTIME_DIR");
  if (session.starts_with('/') && is_own_directory(session)) return session + "/cpr";
  const std::string user = fmt::format("/run/user/{}", ::geteuid());
  if (is_own_directory(user)) return user + "/cpr";
  return fmt::format("/tmp/cpr-{}", ::geteuid());
}

[[noreturn]] void refuse(const std::string& path, std::string_view why) {
  throw UsageError(fmt::format(
      "cannot keep records of runs in '{}': {}: set CPR_RUNTIME_DIR to a directory of your own",
      path, why));
}

/// The files of cpr and perhaps others.
std::vector<std::string> names_in(const Fd& place) {
  std::vector<std::string> names;
  // A file description of its own, since reading moves its position.
  const int fd = ::openat(place.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fd >= 0 ? ::fdopendir(fd) : nullptr,
                                                      ::closedir);
  if (!directory) throw_errno("cannot list the records of runs");
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name(entry->d_name);
    if (name == "." || name == ".." || names.size() == most_files) continue;
    names.emplace_back(name);
  }
  return names;
}

bool is_of_cpr(const std::string& name) {
  return parse_token(name) || name.starts_with(temporary_prefix) || name.starts_with(waiter_prefix);
}

/// A directory that others use as well, such as /tmp, is not for cpr to close.
void close_to_others(const std::string& path, const Fd& fd) {
  constexpr std::string_view open = "it is accessible to others";
  const auto names = names_in(fd);
  if (!std::all_of(names.begin(), names.end(), is_of_cpr)) {
    refuse(path, fmt::format("{}, and holds other files", open));
  }
  if (::fchmod(fd.get(), 0700) != 0)
    refuse(path, fmt::format("{}: {}", open, std::strerror(errno)));
}

/// \returns empty if the directory does not exist. \throws UsageError
Fd open_directory(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat info {};
  if (!fd && errno == ENOENT) return fd;
  if (!fd && ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
    refuse(path, "it is a symbolic link");
  }
  if (!fd || ::fstat(fd.get(), &info) != 0) refuse(path, std::strerror(errno));
  if (info.st_uid != ::geteuid()) refuse(path, fmt::format("it is owned by user {}", info.st_uid));
  if ((info.st_mode & 07777U) != 0700) close_to_others(path, fd);
  return fd;
}

}  // namespace

RunDirectory RunDirectory::create() {
  const OwnerUmask umask;
  std::string path = chosen_path();
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) refuse(path, std::strerror(errno));
  Fd fd = open_directory(path);
  if (!fd) refuse(path, std::strerror(ENOENT));
  RunDirectory directory(std::move(path), std::move(fd));
  directory.sweep();
  return directory;
}

std::optional<RunDirectory> RunDirectory::find() {
  std::string path = chosen_path();
  Fd fd = open_directory(path);
  if (!fd) return std::nullopt;
  RunDirectory directory(std::move(path), std::move(fd));
  directory.sweep();
  return directory;
}

void RunDirectory::write(const Record& record) const {
  const std::string name = text(record.token);
  const std::string temporary = std::string(temporary_prefix) + name;
  const OwnerUmask umask;
  // Only the process of the token writes its record: a file that exists is from an earlier boot.
  ::unlinkat(fd_.get(), temporary.c_str(), 0);
  Fd file(::openat(fd_.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | file_flags, 0600));
  if (!file) throw_errno("cannot create a record of the run");
  int error = write_all(file.get(), to_json(record));
  if (::close(file.release()) != 0 && error == 0) error = errno;
  if (error == 0 && ::renameat(fd_.get(), temporary.c_str(), fd_.get(), name.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return;
  ::unlinkat(fd_.get(), temporary.c_str(), 0);
  throw_errno("cannot write the record of the run", error);
}

std::optional<Record> RunDirectory::read(const ProcessToken& token) const {
  const Fd file(::openat(fd_.get(), text(token).c_str(), O_RDONLY | file_flags));
  struct stat info {};
  if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (info.st_size < 0 || static_cast<std::size_t>(info.st_size) > most_record_bytes)
    return std::nullopt;
  std::string json;
  if (read_all(file.get(), json) != 0) return std::nullopt;
  auto record = parse_record(json);
  if (record && record->token != token) return std::nullopt;
  return record;
}

Fd RunDirectory::announce_waiter(const ProcessToken& token) const {
  const OwnerUmask umask;
  const std::string name = std::string(waiter_prefix) + text(token);
  Fd waiter(::openat(fd_.get(), name.c_str(), O_RDWR | O_CREAT | file_flags, 0600));
  if (waiter && ::flock(waiter.get(), LOCK_SH | LOCK_NB) != 0) waiter.reset();
  return waiter;
}

void RunDirectory::withdraw_waiter(const ProcessToken& token, Fd waiter) const {
  remove_if_last(std::string(waiter_prefix) + text(token), waiter);
}

void RunDirectory::remove(const ProcessToken& token, Fd waiter) const {
  const std::string name = std::string(waiter_prefix) + text(token);
  if (!waiter) waiter.reset(::openat(fd_.get(), name.c_str(), O_RDWR | file_flags));
  if (!waiter || remove_if_last(name, waiter)) ::unlinkat(fd_.get(), text(token).c_str(), 0);
}

/// Removes the file that waiters lock, unless another process has locked it. Of several that get
/// here at the same time the last one succeeds: flock(2) gives up the shared lock before it asks
/// for the other.
bool RunDirectory::remove_if_last(const std::string& name, const Fd& waiter) const {
  if (!waiter || ::flock(waiter.get(), LOCK_EX | LOCK_NB) != 0) return false;
  ::unlinkat(fd_.get(), name.c_str(), 0);
  return true;
}

std::vector<Record> RunDirectory::list() const {
  std::vector<Record> records;
  for (const auto& name : names_in(fd_)) {
    const auto token = parse_token(name);
    if (auto record = token ? read(*token) : std::nullopt) records.push_back(std::move(*record));
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return std::pair(a.started_at, a.token.id) < std::pair(b.started_at, b.token.id);
  });
  return records;
}

void RunDirectory::sweep() const {
  struct stat info {};
  const std::time_t now = std::chrono::system_clock::to_time_t(WallClock::now());
  std::size_t swept = 0;
  for (const auto& name : names_in(fd_)) {
    const bool is_old = ::fstatat(fd_.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                        info.st_mtime < now - kept_seconds;
    if (!is_old) continue;
    if (++swept > most_swept) return;
    sweep(name);
  }
}

/// \param name of a file that has not changed for a day
void RunDirectory::sweep(const std::string& name) const {
  if (name.starts_with(temporary_prefix)) {
    ::unlinkat(fd_.get(), name.c_str(), 0);
    return;
  }
  if (name.starts_with(waiter_prefix)) {
    remove_if_last(name, Fd(::openat(fd_.get(), name.c_str(), O_RDWR | file_flags)));
    return;
  }
  const auto token = parse_token(name);
  if (!token) return;  // not a file of cpr
  auto record = read(*token);
  try {
    if (record && (is_elsewhere(*record) || open_process(*record))) return;
    // It has ended in between, and written its last record.
    if (read(*token) != record) return;
    if (record && record->state != RunState::Ended && record->state != RunState::Lost) {
      record->state = RunState::Lost;
      write(*record);
    } else {
      remove(*token);
    }
  } catch (const std::system_error&) {
    // Whether the process exists is unknown, or the file system is full: another time.
  }
}

}  // namespace cpr::cli
