#include "process/linux/lock_holders.hpp"

#include <fcntl.h>

#include <algorithm>

#include "process/linux/proc_text.hpp"

namespace cpr {
namespace {

bool exists(pid_t pid) {
  return static_cast<bool>(ProcDir(pid));
}

/// The processes that have the file open, in the end by another descriptor of the waiting process.
void add_openers(ProcessSnapshot& waiter, const FdTable& fds) {
  const auto object = FdTable::object_id(waiter.waits.on.name.view());
  fds.add_other_ends(waiter.waits, {.object = object, .pid = waiter.pid, .fd = waiter.waits.fd});
}

}  // namespace

void add_lock_holders(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time) {
  auto& processes = snapshot.processes;
  const auto waits_for_lock = [](const ProcessSnapshot& process) {
    return process.waits.on.kind == WaitObject::Kind::Lock;
  };
  if (std::none_of(processes.begin(), processes.end(), waits_for_lock)) return;
  const Fd locks(::open("/proc/locks", O_RDONLY | O_CLOEXEC));
  proc_text::Lock holder;  // its waiters come right after it
  each_line(locks, time, [&](std::string_view line) {
    const auto lock = proc_text::parse_lock(line);
    if (!lock) return true;
    if (!lock->waiting) {
      holder = *lock;
    } else if (lock->id == holder.id && holder.pid > 0) {
      for (auto& process : processes) {
        const bool waiter = process.pid == lock->pid && waits_for_lock(process);
        if (waiter && exists(holder.pid)) process.waits.add_peer(holder.pid);
      }
    }
    return true;
  });
  for (auto& process : processes) {
    if (waits_for_lock(process) && process.waits.peers_total == 0) add_openers(process, fds);
  }
}

}  // namespace cpr
