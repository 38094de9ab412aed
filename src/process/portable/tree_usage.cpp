// POSIX tells nothing of the memory of other processes.
#include "process/tree_usage.hpp"

#include <sys/resource.h>

namespace cpr {
namespace {

std::int64_t micros(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec;
}

}  // namespace

bool can_read_memory() {
  return false;
}

TreeMemory resident_memory(std::span<const pid_t> /*pids*/) {
  return {};
}

void add_proportional(ProportionalMemory& sum, std::span<const pid_t> pids, TimePoint /*end*/) {
  sum.next = pids.size();
}

/// Of the children, and of what they have waited for.
ReapedCpuTime reaped_cpu_time(const Container* /*container*/) {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return {.user_us = micros(usage.ru_utime), .system_us = micros(usage.ru_stime)};
}

std::int64_t own_peak_kib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

OomKills::OomKills() = default;

std::optional<std::uint64_t> OomKills::count() const {
  return std::nullopt;
}

}  // namespace cpr
