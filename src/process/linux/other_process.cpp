#include "process/other_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "process/linux/proc_dir.hpp"
#include "process/linux/procfs.hpp"
#include "process/process_token.hpp"
#include "process/wait_status.hpp"

namespace cpr {
namespace {

/// struct pidfd_info of <linux/pidfd.h>, in its first version.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroup;
  std::uint32_t ids[11];  ///< pid, tgid, ppid, then uids and gids
  std::int32_t exit_code;
};
static_assert(sizeof(PidfdInfo) == 64);

constexpr std::uint64_t info_exit = 1U << 3U;                   // PIDFD_INFO_EXIT
constexpr unsigned long get_info = _IOWR(0xFF, 11, PidfdInfo);  // PIDFD_GET_INFO

/// None if it is not a zombie, and for a status of 0.
std::optional<ExitStatus> zombie_status(const Fd& process, pid_t pid) {
  const auto status = procfs::wait_status(pid);
  // It still exists, so that the number was its own.
  if (!status || *status == 0 || send_signal(process, 0) != 0) return std::nullopt;
  return exit_status_of(*status);
}

/// \returns 0 if it has no such child
pid_t child_with(const std::vector<std::string>& arguments, pid_t pid) {
  std::pair search(&arguments, pid_t{0});
  procfs::children(
      pid,
      [](pid_t child, void* context) {
        auto& [wanted, found] = *static_cast<decltype(search)*>(context);
        if (procfs::argv(child) == *wanted) found = child;
      },
      &search);
  return search.second;
}

}  // namespace

std::optional<ExitStatus> exit_status(const Fd& process, pid_t pid, TimePoint until) {
  // Linux 6.13 and 6.14 have the call but not the exit status, and do not report the reaping.
  constexpr Duration longest_pause = std::chrono::milliseconds(20);
  while (true) {
    PidfdInfo info{};
    info.mask = info_exit;
    const bool is_known = ::ioctl(process.get(), get_info, &info) == 0;
    if ((info.mask & info_exit) != 0 && is_known) return exit_status_of(info.exit_code);
    if (const auto status = zombie_status(process, pid)) return status;
    if (!is_known) return std::nullopt;
    const Duration left = until - Clock::now();
    if (left <= Duration::zero()) return std::nullopt;
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, longest_pause));
    pollfd reaped{.fd = process.get(), .events = 0, .revents = 0};  // POLLHUP alone
    ::poll(&reaped, 1, static_cast<int>(pause.count()));
  }
}

bool ignores_signal(pid_t pid, int signal) {
  std::array<char, 4096> buffer;
  const std::string text(ProcDir(pid).read("status", buffer));
  const auto at = text.find("\nSigIgn:");
  unsigned long long mask = 0;
  return at != text.npos && std::sscanf(text.c_str() + at, "\nSigIgn: %llx", &mask) == 1 &&
         (mask >> static_cast<unsigned>(signal - 1) & 1U) != 0;
}

bool is_stopped_supervisor(pid_t pid) {
  const auto own = procfs::argv(pid);
  for (int guardians = 0; guardians <= 2; ++guardians) {
    const auto stat = procfs::stat(pid);
    if (!stat) return false;
    if (stat->state == 'T') return true;
    const pid_t child = child_with(own, pid);
    if (child == 0) return false;
    pid = child;
  }
  return false;
}

std::optional<Duration> age_of(pid_t pid) {
  const auto stat = procfs::stat(pid);
  return stat ? std::optional(procfs::age(*stat)) : std::nullopt;
}

std::vector<std::string> arguments_of(pid_t pid) {
  return procfs::argv(pid);
}

ProcessTable::ProcessTable() {
  if (!procfs::is_ours()) return;
  procfs::all(
      [](pid_t pid, void* context) {
        const auto stat = procfs::stat(pid);
        if (!stat || !stat->alive) return;
        static_cast<ProcessTable*>(context)->children_.emplace_back(stat->parent, pid);
      },
      this);
  std::sort(children_.begin(), children_.end());
}

std::vector<pid_t> ProcessTable::below(pid_t root) const {
  std::vector<pid_t> found;
  pid_t parent = root;
  for (std::size_t next = 0;; parent = found[next++]) {
    auto child = std::lower_bound(children_.begin(), children_.end(), std::pair(parent, pid_t{0}));
    for (; child != children_.end() && child->first == parent; ++child) {
      // A number that was reused in the pass could make a circle.
      const bool is_known = std::find(found.begin(), found.end(), child->second) != found.end();
      if (!is_known && child->second != root) found.push_back(child->second);
    }
    if (next == found.size()) return found;
  }
}

}  // namespace cpr
