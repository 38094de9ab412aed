#include "process/tree_usage.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <string>

#include "process/linux/cgroup.hpp"
#include "process/linux/memory_text.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/proc_text.hpp"
#include "process/linux/procfs.hpp"
#include "process/linux/thread_look.hpp"

namespace cpr {
namespace {

std::optional<std::uint64_t> resident_bytes(const ProcDir& process) {
  std::array<char, 128> buffer;
  const auto pages = resident_pages(process.read("statm", buffer));
  if (!pages) return std::nullopt;
  return *pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// None when it cannot be read without waiting for the process.
std::optional<std::uint64_t> proportional_bytes(pid_t pid, const ProcDir& process, TimePoint end) {
  std::array<char, 2048> buffer;
  const auto stat = proc_text::parse_stat(process.read("stat", buffer));
  if (!stat || look_at_threads(pid, process, *stat, end).memory_may_block) return std::nullopt;
  const auto kib = number_of_key(process.read("smaps_rollup", buffer), "Pss");
  return kib ? std::optional(*kib * 1024) : std::nullopt;
}

std::int64_t microseconds(const timeval& time) {
  return std::int64_t{time.tv_sec} * 1000000 + time.tv_usec;
}

std::string read_file(const char* path) {
  return procfs::read(Fd(::open(path, O_RDONLY | O_CLOEXEC)));
}

std::optional<std::uint64_t> oom_kills_in(const Fd& file) {
  std::array<char, 1024> buffer;
  const ssize_t n = ::pread(file.get(), buffer.data(), buffer.size(), 0);
  if (n <= 0) return std::nullopt;
  return number_of_key({buffer.data(), static_cast<std::size_t>(n)}, "oom_kill");
}

}  // namespace

TreeMemory resident_memory(std::span<const pid_t> pids) {
  TreeMemory memory;
  for (const pid_t pid : pids) {
    if (const auto bytes = resident_bytes(ProcDir(pid))) {
      memory.bytes += *bytes;
      ++memory.processes;
    }
  }
  return memory;
}

std::optional<TreeMemory> proportional_memory(std::span<const pid_t> pids, TimePoint end) {
  TreeMemory memory;
  for (const pid_t pid : pids) {
    if (Clock::now() >= end) return std::nullopt;
    const ProcDir process(pid);
    auto bytes = proportional_bytes(pid, process, end);
    if (!bytes) bytes = resident_bytes(process);
    if (!bytes) continue;  // gone
    memory.bytes += *bytes;
    ++memory.processes;
  }
  return memory;
}

ReapedCpuTime reaped_cpu_time() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return {.user_us = microseconds(usage.ru_utime), .system_us = microseconds(usage.ru_stime)};
}

OomKills::OomKills() {
  const auto cgroup = read_file("/proc/self/cgroup");
  const auto mountinfo = read_file("/proc/self/mountinfo");
  const auto try_file = [this](const std::optional<std::string>& directory, const char* name) {
    if (!directory || file_) return;
    file_ = Fd(::open((*directory + name).c_str(), O_RDONLY | O_CLOEXEC));
    if (!oom_kills_in(file_)) file_.reset();
  };
  // Where both versions are mounted, only one has the memory controller.
  try_file(cgroup_directory(cgroup, mountinfo), "/memory.events");
  try_file(memory_cgroup_v1(cgroup, mountinfo), "/memory.oom_control");
}

std::optional<std::uint64_t> OomKills::count() const {
  return file_ ? oom_kills_in(file_) : std::nullopt;
}

}  // namespace cpr
