#include "process/linux/watched_peers.hpp"

#include <climits>

#include "process/linux/proc_text.hpp"
#include "process/linux/unix_diag.hpp"

namespace cpr {
namespace {

void add_peers_of(ProcessSnapshot& waiter, int fd, const ProcDir& process, const FdTable& fds,
                  const UnixDiag& diag) {
  std::array<char, PATH_MAX> buffer;
  const auto link = process.link(ProcPath("fd/%d", fd).c_str(), buffer);
  auto& wait = waiter.waits;
  if (proc_text::kind_of_link(link) == WaitObject::Kind::Pipe) {
    const auto* own = fds.find(waiter.pid, fd);
    // One that it has both ends of is used for signals by many event loops.
    Wait others;
    if (own != nullptr) fds.add_other_ends(others, *own);
    for (const int pid : others.peers()) {
      if (pid != waiter.pid) wait.add_peer(pid);
    }
  } else if (link.starts_with("socket:")) {
    const auto inode = proc_text::inode_of_link(link);
    const auto peer = inode ? diag.peer_of(*inode) : std::nullopt;
    if (!peer) return;
    fds.each_holder(FdTable::object_id("socket", *peer), [&](const FdTable::Entry& entry) {
      if (entry.pid != waiter.pid) wait.add_peer(entry.pid);
    });
  }
}

}  // namespace

void add_watched_peers(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time) {
  for (auto& waiter : snapshot.processes) {
    if (waiter.waits.on.kind != WaitObject::Kind::Epoll) continue;
    const ProcDir process(waiter.pid);
    const UnixDiag diag;
    each_line(process.open(ProcPath("fdinfo/%d", waiter.waits.fd).c_str()), time,
              [&](std::string_view line) {
                const auto fd = proc_text::parse_watched_fd(line);
                if (fd) add_peers_of(waiter, *fd, process, fds, diag);
                return true;
              });
  }
}

}  // namespace cpr
