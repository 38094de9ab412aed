// Parsers of what the kernel says about memory. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cpr {

/// Number behind a key that begins a line: `Pss:   123 kB`, `oom_kill 2`.
std::optional<std::uint64_t> number_of_key(std::string_view text, std::string_view key);

/// Number at the beginning, behind blanks.
std::optional<std::uint64_t> leading_number(std::string_view text);

/// Second number of /proc/PID/statm: resident pages.
std::optional<std::uint64_t> resident_pages(std::string_view statm);

/// Directory of the memory cgroup (version 1) of a process, from its /proc/PID/cgroup and
/// /proc/PID/mountinfo; none where no such hierarchy is mounted, or the cgroup is outside of it.
std::optional<std::string> memory_cgroup_v1(std::string_view cgroup, std::string_view mountinfo);

}  // namespace cpr
