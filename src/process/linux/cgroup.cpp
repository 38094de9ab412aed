#include "process/linux/cgroup.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <span>
#include <system_error>

#include "core/throw_errno.hpp"
#include "process/linux/memory_text.hpp"
#include "process/linux/procfs.hpp"
#include "text/lines.hpp"

namespace cpr {
namespace {

/// Removes the first word from `text`.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
  const auto word = text.substr(0, text.find_first_of(" \n"));
  text.remove_prefix(word.size());
  return word;
}

/// In /proc/PID/mountinfo whitespace is written as three octal digits.
std::string unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 4], code, 8).ptr == &text[i + 4]) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::uint64_t pid_namespace() {
  struct stat info {};
  return ::stat("/proc/self/ns/pid", &info) == 0 ? info.st_ino : 0;
}

/// A name that no other process has or had: from it remove_stale() learns whether its cpr is gone.
std::string name_for(pid_t owner) {
  const auto stat = procfs::stat(owner);
  if (!stat) throw_errno("/proc", ENOENT);
  return "cpr-" + std::to_string(pid_namespace()) + '-' + std::to_string(owner) + '-' +
         std::to_string(stat->start);
}

bool is_stale(const char* name) {
  unsigned long long space = 0;
  int owner = 0;
  unsigned long long start = 0;
  int end = 0;
  if (std::sscanf(name, "cpr-%llu-%d-%llu%n", &space, &owner, &start, &end) != 3 ||
      name[end] != '\0' || space != pid_namespace()) {
    return false;
  }
  const auto stat = procfs::stat(owner);
  return !stat || stat->start != start;
}

Fd open_at(const Fd& directory, const char* name, int flags) {
  return Fd(::openat(directory.get(), name, flags | O_CLOEXEC));
}

Fd open_own() {
  if (!procfs::is_ours()) throw_errno("/proc", ENOENT);
  const auto read = [](const char* path) {
    return procfs::read(Fd(::open(path, O_RDONLY | O_CLOEXEC)));
  };
  const auto path = cgroup_directory(read("/proc/self/cgroup"), read("/proc/self/mountinfo"));
  if (!path) throw_errno("cgroup2", ENOENT);
  Fd directory(::open(path->c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) throw_errno(path->c_str());
  return directory;
}

bool write_text(const Fd& file, std::string_view text) {
  return ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

/// The beginning of a small file; empty if it cannot be read.
std::string_view beginning_of(const Fd& file, std::span<char> buffer) {
  const ssize_t n = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
  return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
}

bool put_pid(const Fd& processes, pid_t pid) {
  std::array<char, 16> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), pid).ptr;
  return write_text(processes, {text.data(), static_cast<std::size_t>(end - text.data())});
}

/// Calls `each` with the name of every directory in `directory`.
template <typename Each>
void directories_in(const Fd& directory, Each each) {
  const int copy = ::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (copy < 0) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(copy), ::closedir);
  if (!entries) return;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') each(entry->d_name);
  }
}

/// Removes a cgroup and those below it.
/// \param destination cgroup.procs to which the processes in them are moved; none: they stay
/// \returns false when there is still a process in it
bool remove(const Fd& parent, const char* name, const Fd& destination) {
  if (::unlinkat(parent.get(), name, AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
  const Fd directory = open_at(parent, name, O_RDONLY | O_DIRECTORY);
  directories_in(directory, [&](const char* below) { remove(directory, below, destination); });
  if (destination) {
    const std::string members = procfs::read(open_at(directory, "cgroup.procs", O_RDONLY));
    std::string_view rest = members;
    for (auto pid = take_word(rest); !pid.empty(); pid = take_word(rest))
      write_text(destination, pid);
  }
  return ::unlinkat(parent.get(), name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

}  // namespace

std::optional<std::string> cgroup_directory(std::string_view cgroup, std::string_view mountinfo) {
  // "0::PATH" is the version 2 hierarchy. A PATH with ".." is outside of this cgroup namespace.
  constexpr std::string_view version_2 = "0::";
  std::string_view path;
  while (!cgroup.empty() && path.empty()) {
    const auto line = take_line(cgroup);
    if (line.substr(0, version_2.size()) == version_2) path = line.substr(version_2.size());
  }
  if (path.empty() || path.find("/..") != path.npos) return std::nullopt;
  while (!mountinfo.empty()) {
    auto line = take_line(mountinfo);
    // proc(5): ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [FIELD...] - TYPE SOURCE ...
    if (line.find(" - cgroup2 ") == line.npos) continue;
    for (int i = 0; i < 3; ++i) take_word(line);
    std::string root = unescape(take_word(line));
    const std::string mount_point = unescape(take_word(line));
    if (root == "/") root.clear();
    if (path.substr(0, root.size()) != root) continue;
    const auto below = path.substr(root.size());
    if (!below.empty() && below.front() != '/') continue;
    return mount_point + std::string(below == "/" ? "" : below);
  }
  return std::nullopt;
}

Cgroup::Cgroup() : name_(name_for(::getpid())), parent_(open_own()) {
  remove_stale();
  if (::mkdirat(parent_.get(), name_.c_str(), 0755) != 0) throw_errno("mkdir");
  directory_ = open_at(parent_, name_.c_str(), O_RDONLY | O_DIRECTORY);
  kill_ = open_at(directory_, "cgroup.kill", O_WRONLY);
  events_ = open_at(directory_, "cgroup.events", O_RDONLY);
  processes_ = open_at(directory_, "cgroup.procs", O_RDWR);
  parent_procs_ = open_at(parent_, "cgroup.procs", O_WRONLY);
  if (!directory_ || !events_ || !processes_ || !parent_procs_) {
    const int error = errno;
    ::unlinkat(parent_.get(), name_.c_str(), AT_REMOVEDIR);
    throw_errno("open", error);
  }
}

Cgroup::~Cgroup() {
  // The kernel needs a moment to clear away the dead, and a process may fork while it is moved.
  constexpr int tries = 100;
  for (int i = 0; i < tries && !remove(parent_, name_.c_str(), parent_procs_); ++i) {
    ::poll(nullptr, 0, 1);
  }
}

bool Cgroup::kill() const {
  return kill_ && write_text(kill_, "1");
}

bool Cgroup::adopt(pid_t pid) const {
  return put_pid(processes_, pid);
}

void Cgroup::release(pid_t pid) const {
  put_pid(parent_procs_, pid);
}

int Cgroup::count() const {
  const Fd members = open_at(directory_, "cgroup.procs", O_RDONLY);
  std::array<char, 4096> text{};
  int count = 0;
  ssize_t n = 0;
  while ((n = ::read(members.get(), text.data(), text.size())) > 0) {
    count += static_cast<int>(std::count(text.data(), text.data() + n, '\n'));
  }
  return count;
}

void Cgroup::members(void (*each)(pid_t, void*), void* context) const {
  procfs::numbers(open_at(directory_, "cgroup.procs", O_RDONLY), each, context);
}

bool Cgroup::contains(pid_t pid) const {
  struct Wanted {
    pid_t pid;
    bool there = false;
  } wanted{pid};
  const auto compare = [](pid_t member, void* context) {
    auto* one = static_cast<Wanted*>(context);
    one->there = one->there || member == one->pid;
  };
  members(compare, &wanted);
  return wanted.there;
}

bool Cgroup::empty() const {
  std::array<char, 128> text{};
  const ssize_t n = ::pread(events_.get(), text.data(), text.size() - 1, 0);
  return n > 0 && std::strstr(text.data(), "populated 0") != nullptr;
}

bool Cgroup::limit_memory(std::uint64_t bytes) const {
  if (!write_text(open_at(directory_, "memory.max", O_WRONLY), std::to_string(bytes))) return false;
  // Before Linux 4.19 the kernel kills one process.
  write_text(open_at(directory_, "memory.oom.group", O_WRONLY), "1");
  // Where there is swap, the processes would be moved there instead.
  write_text(open_at(directory_, "memory.swap.max", O_WRONLY), "0");
  return true;
}

bool Cgroup::was_out_of_memory() const {
  std::array<char, 1024> buffer;
  const auto events = beginning_of(open_at(directory_, "memory.events", O_RDONLY), buffer);
  return number_of_key(events, "oom").value_or(0) > 0;
}

std::optional<std::uint64_t> Cgroup::peak_memory() const {
  std::array<char, 32> buffer;
  return leading_number(beginning_of(open_at(directory_, "memory.peak", O_RDONLY), buffer));
}

void Cgroup::kill_that_of(pid_t owner) try {
  const Fd directory = open_at(open_own(), name_for(owner).c_str(), O_RDONLY | O_DIRECTORY);
  if (directory) write_text(open_at(directory, "cgroup.kill", O_WRONLY), "1");
} catch (const std::system_error&) {
  // No cgroups are available, so the other cpr has none.
}

void Cgroup::remove_stale() try {
  const Fd own = open_own();
  directories_in(own, [&](const char* name) {
    if (is_stale(name)) remove(own, name, Fd());
  });
} catch (const std::system_error&) {
  // No cgroups are available, so there are no stale ones.
}

}  // namespace cpr
