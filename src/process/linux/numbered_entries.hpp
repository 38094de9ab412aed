// The entries of a directory whose names are numbers, as in /proc. Nothing here allocates, unlike
// opendir(3).
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace cpr {

/// What getdents64(2) writes; the C libraries differ in their name for it.
struct LinuxDirent64 {
  std::uint64_t ino;
  std::int64_t off;
  std::uint16_t reclen;
  std::uint8_t type;
  char name[1];  ///< the first character; a null terminates it
};

/// Calls `each(number)` until it returns false.
/// \returns false if the directory cannot be listed, with errno
template <typename Each>
bool each_number_in(int directory, Each each) {
  alignas(LinuxDirent64) std::array<char, 4096> buffer;
  long n = 0;
  while ((n = ::syscall(SYS_getdents64, directory, buffer.data(), buffer.size())) > 0) {
    for (long at = 0; at < n;) {
      const auto* entry = reinterpret_cast<const LinuxDirent64*>(buffer.data() + at);
      const std::string_view name(static_cast<const char*>(entry->name));
      int number = 0;
      const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
      const bool is_number = error == std::errc{} && end == name.data() + name.size();
      if (is_number && !each(number)) return true;
      at += entry->reclen;
    }
  }
  return n == 0;
}

}  // namespace cpr
