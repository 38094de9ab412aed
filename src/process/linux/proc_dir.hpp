// One process as /proc/PID shows it. Nothing here allocates.
#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>

#include "loop/fd.hpp"
#include "process/linux/look_time.hpp"
#include "process/linux/numbered_entries.hpp"

namespace cpr {

/// A path below /proc/PID.
class ProcPath {
 public:
  template <typename... Args>
  explicit ProcPath(const char* format, Args... args) {
    std::snprintf(text_.data(), text_.size(), format, args...);
  }
  [[nodiscard]] const char* c_str() const { return text_.data(); }

 private:
  std::array<char, 64> text_{};
};

/// /proc/PID held open: after the process is gone nothing can be read through it, even if its pid
/// has been reused.
class ProcDir {
 public:
  explicit ProcDir(pid_t pid);
  explicit operator bool() const { return static_cast<bool>(fd_); }

  [[nodiscard]] Fd open(const char* file, int flags = 0) const;

  /// The beginning of a file, as much as fits. Empty when it cannot be read.
  std::string_view read(const char* file, std::span<char> buffer) const;

  /// Target of a symbolic link, never followed: stat(2) on a descriptor of a dead mount would hang.
  std::string_view link(const char* file, std::span<char> buffer) const;

  /// Mode of a symbolic link in fd/: S_IRUSR and S_IWUSR are the access mode of the descriptor.
  [[nodiscard]] mode_t link_mode(const char* file) const;

  /// Memory of the process. It takes mmap_lock, as cmdline does.
  [[nodiscard]] bool read_memory(std::uint64_t address, std::span<char> buffer) const;

  /// Calls `each(number)` for every entry of a directory whose name is a number, until it returns
  /// false.
  template <typename Each>
  void each_number(const char* directory, Each each) const;

 private:
  Fd fd_;
};

/// Calls `each(line)` for the lines of a file, without newlines, until it returns false or time is
/// up. Lines longer than the buffer are cut.
template <typename Each>
void each_line(const Fd& file, LookTime& time, Each each) {
  std::array<char, 8192> buffer;
  std::size_t held = 0;
  ssize_t n = 0;
  while (!time.over() && (n = ::read(file.get(), buffer.data() + held, buffer.size() - held)) > 0) {
    held += static_cast<std::size_t>(n);
    std::string_view rest(buffer.data(), held);
    for (std::size_t newline = 0; (newline = rest.find('\n')) != std::string_view::npos;) {
      if (!each(rest.substr(0, newline))) return;
      rest.remove_prefix(newline + 1);
    }
    if (rest.size() == buffer.size()) rest = {};
    std::memmove(buffer.data(), rest.data(), rest.size());
    held = rest.size();
  }
}

template <typename Each>
void ProcDir::each_number(const char* directory, Each each) const {
  const Fd fd = open(directory, O_DIRECTORY);
  if (!fd) return;
  each_number_in(fd.get(), each);
}

}  // namespace cpr
