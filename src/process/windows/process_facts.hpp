// What Windows tells about a process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "process/windows/owned_handle.hpp"

namespace cpr::windows {

/// For the functions below; as long as it is open, the number belongs to this process. None if it
/// is gone or may not be looked at.
OwnedHandle open_process(pid_t pid);

bool is_running(RawHandle process);

/// As its command line is split; where that is not told, the path of its program alone.
std::vector<std::string> arguments(RawHandle process);

struct ProcessTimes {
  Duration age{};  ///< since it was started
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
};
std::optional<ProcessTimes> times(RawHandle process);

struct ProcessMemory {
  std::uint64_t resident = 0;       ///< bytes
  std::uint64_t peak_resident = 0;  ///< bytes
};
std::optional<ProcessMemory> memory(RawHandle process);

/// From the list of all processes.
struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  int threads = 0;
  std::string name;
};
std::vector<ProcessEntry> all_processes();

}  // namespace cpr::windows
