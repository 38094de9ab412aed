#include "process/tree_usage.hpp"

#include <fcntl.h>
#include <linux/kcmp.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "process/linux/cgroup.hpp"
#include "process/linux/memory_text.hpp"
#include "process/linux/proc_dir.hpp"
#include "process/linux/proc_text.hpp"
#include "process/linux/procfs.hpp"
#include "process/linux/thread_look.hpp"

namespace cpr {
namespace {

/// 0 for a process that is dead or gone.
std::uint64_t resident_bytes(pid_t pid) {
  // In one read, since many processes are looked at ten times a second.
  std::array<char, 128> buffer;
  const Fd file(::open(ProcPath("/proc/%d/statm", pid).c_str(), O_RDONLY | O_CLOEXEC));
  const ssize_t n = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
  if (n <= 0) return 0;
  const auto pages = resident_pages({buffer.data(), static_cast<std::size_t>(n)});
  static const auto page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return pages.value_or(0) * page_size;
}

/// Whether the process uses the memory of its parent, as after a vfork or with CLONE_VM, until it
/// executes a program. Where the kernel may not be asked, it counts like any other.
bool has_memory_of_parent(pid_t pid, pid_t parent) {
  return ::syscall(SYS_kcmp, pid, parent, KCMP_VM, 0, 0) == 0;
}

void add(TreeMemory& sum, std::uint64_t bytes) {
  if (bytes == 0) return;  // dead
  sum.bytes += bytes;
  ++sum.processes;
}

void add_proportional(ProportionalMemory& sum, pid_t pid, TimePoint end) {
  const ProcDir process(pid);
  std::array<char, 2048> buffer;
  const auto stat = proc_text::parse_stat(process.read("stat", buffer));
  if (!stat) return;  // gone
  if (has_memory_of_parent(pid, stat->parent)) {
    ++sum.memory.processes;
    return;
  }
  if (look_at_threads(pid, process, *stat, end).memory_may_block) {
    ++sum.uncertain;
  } else if (const auto kib = number_of_key(process.read("smaps_rollup", buffer), "Pss")) {
    return add(sum.memory, *kib * 1024);
  }
  add(sum.memory, resident_bytes(pid));
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

bool can_read_memory() {
  return procfs::is_ours() && resident_bytes(::getpid()) > 0;
}

TreeMemory resident_memory(std::span<const pid_t> pids) {
  TreeMemory memory;
  for (const pid_t pid : pids) add(memory, resident_bytes(pid));
  return memory;
}

void add_proportional(ProportionalMemory& sum, std::span<const pid_t> pids, TimePoint end) {
  while (sum.next < pids.size()) {
    add_proportional(sum, pids[sum.next++], end);
    if (Clock::now() >= end) return;
  }
}

ReapedCpuTime reaped_cpu_time(const Container* /*container*/) {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return {.user_us = microseconds(usage.ru_utime), .system_us = microseconds(usage.ru_stime)};
}

std::int64_t own_peak_kib() {
  std::array<char, 4096> buffer;
  const Fd file(::open("/proc/self/status", O_RDONLY | O_CLOEXEC));
  const ssize_t n = file ? ::read(file.get(), buffer.data(), buffer.size() - 1) : -1;
  if (n > 0) {
    buffer[static_cast<std::size_t>(n)] = '\0';
    long long kib = 0;
    const char* at = std::strstr(buffer.data(), "\nVmHWM:");
    if (at != nullptr && std::sscanf(at, " VmHWM: %lld kB", &kib) == 1) return kib;
  }
  // Includes the peak of the program that executed cpr.
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
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
