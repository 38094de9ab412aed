// What the process tree of a run has used.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cpr {

/// Memory of a process tree at one moment.
struct TreeMemory {
  std::uint64_t bytes = 0;
  int processes = 0;  ///< that were alive and could be read
};

struct TreeUsage {
  enum class Source : std::uint8_t {
    Rusage,  ///< the CPU time alone is known
    Watch,   ///< the memory was looked at from time to time
    Cgroup,  ///< the kernel accounted for the memory, in a cgroup of the run
    Job,     ///< likewise, in a job object of Windows: memory that was committed
  };
  std::int64_t user_us = 0;  ///< CPU time of the processes that were reaped
  std::int64_t system_us = 0;
  std::optional<std::uint64_t> peak_memory{};  ///< bytes; none: not known
  std::optional<int> peak_processes{};         ///< none: not watched
  /// In the memory cgroup that cpr is in, during the run; none: not readable.
  std::optional<std::uint64_t> oom_kills{};
  Source source = Source::Rusage;
};

constexpr std::string_view name(TreeUsage::Source source) {
  switch (source) {
    case TreeUsage::Source::Rusage: return "rusage";
    case TreeUsage::Source::Watch: return "watch";
    case TreeUsage::Source::Cgroup: return "cgroup";
    case TreeUsage::Source::Job: return "job";
  }
  return "";
}

}  // namespace cpr
