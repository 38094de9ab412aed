#include "process/linux/procfs.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>

#include "core/retried.hpp"
#include "process/linux/numbered_entries.hpp"

namespace cpr::procfs {
namespace {

using Path = std::array<char, 64>;

// On the stack: this runs on the kill path, where memory may be exhausted.
template <typename... Args>
Path path(const char* format, Args... args) {
  Path path{};
  std::snprintf(path.data(), path.size(), format, args...);
  return path;
}

Fd open_read(const Path& path, int flags = 0) {
  return Fd(::open(path.data(), O_RDONLY | O_CLOEXEC | flags));
}

ssize_t read_some(int fd, char* buffer, std::size_t size) {
  return retried([&] { return ::read(fd, buffer, size); });
}

/// The start of a small file, with a terminating null. \returns false if it cannot be read
template <std::size_t size>
bool read_start(const Path& path, std::array<char, size>& buffer) {
  const Fd fd = open_read(path);
  const ssize_t n = fd ? read_some(fd.get(), buffer.data(), size - 1) : -1;
  if (n > 0) buffer[static_cast<std::size_t>(n)] = '\0';
  return n > 0;
}

/// Calls `each` for the entries of a directory whose names are numbers.
/// \returns false if it cannot be listed; a missing directory counts as empty
template <typename Each>
bool numbers_in(const Path& directory, Each each) {
  const auto is_gone = [](int error) { return error == ENOENT || error == ESRCH; };
  const Fd fd = open_read(directory, O_DIRECTORY);
  if (!fd) return is_gone(errno);
  const auto each_one = [&](int number) {
    each(number);
    return true;
  };
  return each_number_in(fd.get(), each_one) || is_gone(errno);
}

/// 0 if the file cannot be read.
int number_in(const char* file) {
  std::array<char, 16> buffer;
  int number = 0;
  if (!read_start(path("%s", file), buffer)) return 0;
  return std::sscanf(buffer.data(), "%d", &number) == 1 ? number : 0;
}

/// CONFIG_PROC_CHILDREN, which some kernels and sandboxes lack. An absolute path needs no
/// directory: by that argument, tests/tools/deny makes this call fail and no other.
bool kernel_lists_children() {
  constexpr int no_directory = -1;
  static const bool listed =
      ::faccessat(no_directory, path("/proc/self/task/%d/children", ::getpid()).data(), R_OK, 0) ==
      0;
  return listed;
}

}  // namespace

std::string read(const Fd& file) {
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t n = 0;
  while ((n = read_some(file.get(), buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return text;
}

void numbers(const Fd& file, void (*each)(pid_t, void*), void* context) {
  std::array<char, 4096> buffer{};
  pid_t number = 0;
  ssize_t n = 0;
  while ((n = read_some(file.get(), buffer.data(), buffer.size())) > 0) {
    for (ssize_t i = 0; i < n; ++i) {
      const char c = buffer[static_cast<std::size_t>(i)];
      if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
      } else if (number != 0) {
        each(number, context);
        number = 0;
      }
    }
  }
}

bool is_ours() {
  std::array<char, 16> self{};
  const ssize_t n = ::readlink("/proc/self", self.data(), self.size() - 1);
  return n > 0 && std::string_view(self.data()) == std::string_view(path("%d", ::getpid()).data());
}

std::optional<Stat> stat(pid_t pid) {
  std::array<char, 1024> buffer;
  if (!read_start(path("/proc/%d/stat", pid), buffer)) return std::nullopt;
  // The name in parentheses may contain anything, a parenthesis included.
  const char* at = std::strrchr(buffer.data(), ')');
  Stat stat;
  unsigned long long start = 0;
  int threads = 0;
  unsigned flags = 0;
  constexpr unsigned pf_exiting = 4;  // <linux/sched.h> of the kernel
  // proc(5): state ppid pgrp, then flags (9), num_threads (20) and starttime (22).
  if (at == nullptr ||
      std::sscanf(at + 1,
                  " %c %d %d %*s %*s %*s %u %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %d %*s %llu",
                  &stat.state, &stat.parent, &stat.group, &flags, &threads, &start) != 6) {
    return std::nullopt;
  }
  stat.start = start;
  stat.alive = stat.state != 'X' && (stat.state != 'Z' || threads > 1);
  stat.thread_exiting = (flags & pf_exiting) != 0;
  stat.exiting = stat.thread_exiting && threads <= 1;
  return stat;
}

bool children(pid_t pid, void (*each)(pid_t, void*), void* context) {
  if (!kernel_lists_children()) return false;
  // Cpr has one thread.
  if (pid == ::getpid()) {
    const Fd list = open_read(path("/proc/%d/task/%d/children", pid, pid));
    if (list) numbers(list, each, context);
    return static_cast<bool>(list);
  }
  return numbers_in(path("/proc/%d/task", pid), [&](int thread) {
    numbers(open_read(path("/proc/%d/task/%d/children", pid, thread)), each, context);
  });
}

bool has_running_thread(pid_t pid) {
  bool running = false;
  numbers_in(path("/proc/%d/task", pid), [&](int thread) {
    const auto one = stat(thread);
    running = running || (one && !one->thread_exiting);
  });
  return running;
}

bool is_process(pid_t pid) {
  std::array<char, 1024> buffer;
  if (!read_start(path("/proc/%d/status", pid), buffer)) return false;
  // The name of the program comes first; a newline in it is escaped.
  const char* at = std::strstr(buffer.data(), "\nTgid:");
  int leader = 0;
  return at != nullptr && std::sscanf(at, "\nTgid: %d", &leader) == 1 && leader == pid;
}

pid_t last_pid() {
  return number_in("/proc/sys/kernel/ns_last_pid");
}

pid_t pid_max() {
  return number_in("/proc/sys/kernel/pid_max");
}

bool all(void (*each)(pid_t, void*), void* context) {
  return numbers_in(path("/proc"), [&](int pid) { each(pid, context); });
}

std::vector<std::string> argv(pid_t pid) {
  std::vector<std::string> args;
  const std::string text = read(open_read(path("/proc/%d/cmdline", pid)));
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\0', at), text.size());
    args.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  if (args.empty()) {
    std::string name = read(open_read(path("/proc/%d/comm", pid)));
    if (!name.empty() && name.back() == '\n') name.pop_back();
    args.push_back("[" + name + "]");
  }
  return args;
}

std::optional<int> wait_status(pid_t pid) {
  // proc(5): exit_code (52) is the last field, and 0 for other users.
  if (::geteuid() != 0 && owner(pid) != ::geteuid()) return std::nullopt;
  std::array<char, 1024> buffer;
  if (!read_start(path("/proc/%d/stat", pid), buffer)) return std::nullopt;
  const char* last = std::strrchr(buffer.data(), ' ');
  int status = 0;
  if (last == nullptr || std::sscanf(last, " %d", &status) != 1) return std::nullopt;
  return status;
}

std::optional<std::uint32_t> owner(pid_t pid) {
  struct stat info {};
  if (::stat(path("/proc/%d", pid).data(), &info) != 0) return std::nullopt;
  return info.st_uid;
}

Duration age(const Stat& stat) {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const Duration up = std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  const auto ticks_a_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  const Duration started =
      std::chrono::milliseconds(stat.start * 1000 / (ticks_a_second != 0 ? ticks_a_second : 100));
  return up > started ? up - started : Duration::zero();
}

std::vector<RelayedPipe> pipes(pid_t pid) {
  constexpr unsigned pts_major =
      136;  // UNIX98_PTY_SLAVE_MAJOR; the minor number is that of the name
  std::vector<RelayedPipe> pipes;
  numbers_in(path("/proc/%d/fd", pid), [&](int fd) {
    struct stat info {};
    if (::stat(path("/proc/%d/fd/%d", pid, fd).data(), &info) != 0) return;
    if (S_ISFIFO(info.st_mode)) {
      pipes.push_back({.fd = fd, .inode = info.st_ino});
    } else if (S_ISCHR(info.st_mode) && major(info.st_rdev) == pts_major) {
      pipes.push_back({.fd = fd, .pts = static_cast<int>(minor(info.st_rdev))});
    }
  });
  return pipes;
}

}  // namespace cpr::procfs
