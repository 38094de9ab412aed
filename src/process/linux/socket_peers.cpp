#include "process/linux/socket_peers.hpp"

#include <netinet/tcp.h>

#include <algorithm>

#include "process/linux/unix_diag.hpp"

namespace cpr {
namespace {

using Connection = WaitObject::Connection;

/// Whether `other` is what `socket` is connected to.
bool is_other_end(const proc_text::InetSocket& socket, const proc_text::InetSocket& other) {
  return other.local == socket.remote && other.remote == socket.local;
}

/// Whether `other` listens where `socket` connects to.
bool is_listener_for(const proc_text::InetSocket& socket, const proc_text::InetSocket& other) {
  return other.state == TCP_LISTEN && other.local.port == socket.remote.port &&
         (other.local.is_any() || other.local == socket.remote);
}

}  // namespace

SocketPeers::SocketPeers(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time)
    : snapshot_(snapshot), fds_(fds), time_(time) {
  for (std::size_t i = 0; i < snapshot.processes.size() && count_ < waiters_.size(); ++i) {
    const auto& on = snapshot.processes[i].waits.on;
    if (on.kind != WaitObject::Kind::Socket) continue;
    if (const auto inode = proc_text::inode_of_link(on.name.view())) {
      waiters_[count_++] = {.process = i, .inode = *inode};
    }
  }
}

void SocketPeers::find() {
  // The tables of one process have the sockets of all in the same namespace. Few namespaces are
  // usual; a tree with more waits longer for its tables than it has time.
  constexpr int most_namespaces = 4;
  for (int i = 0; i < most_namespaces && !time_.over(); ++i) {
    const auto all = waiters();
    const auto next =
        std::find_if(all.begin(), all.end(), [](const Waiter& waiter) { return !waiter.found; });
    if (next == all.end()) break;
    next->found = true;  // it is not asked again
    const ProcDir process(snapshot_.processes[next->process].pid);
    if (process) read_tables(process);
  }
}

void SocketPeers::read_tables(const ProcDir& process) {
  constexpr std::pair<const char*, Protocol> tables[] = {
      {"net/tcp", "tcp"}, {"net/tcp6", "tcp"}, {"net/udp", "udp"}, {"net/udp6", "udp"}};
  read_unix(process);
  read_unix_peers();
  const auto all = waiters();
  const auto is_unix = [&](const Waiter& waiter) {
    return wait_of(waiter).on.protocol.view() == "unix";
  };
  if (std::all_of(all.begin(), all.end(), is_unix)) return;
  // The other end may stand before the socket itself.
  for (const bool for_peers : {false, true}) {
    for (const auto& [file, protocol] : tables) read_inet(process, file, protocol, for_peers);
  }
}

void SocketPeers::read_inet(const ProcDir& process, const char* file, Protocol protocol,
                            bool for_peers) {
  each_line(process.open(file), time_, [&](std::string_view line) {
    const auto socket = proc_text::parse_inet_socket(line);
    for (auto& waiter : waiters()) {
      if (!socket || socket->inode == 0) break;  // 0: closed by its process
      if (!for_peers && waiter.inode == socket->inode) describe(waiter, *socket, protocol);
      if (for_peers && waiter.inet && wait_of(waiter).on.protocol.view() == protocol &&
          (is_other_end(*waiter.inet, *socket) || is_listener_for(*waiter.inet, *socket))) {
        add_holders(waiter, socket->inode);
      }
    }
    return true;
  });
}

void SocketPeers::describe(Waiter& waiter, const proc_text::InetSocket& socket, Protocol protocol) {
  auto& on = wait_of(waiter).on;
  waiter.found = true;
  waiter.inet = socket;
  on.protocol.assign(protocol);
  on.local.assign({});
  on.remote.assign({});
  proc_text::append_endpoint(on.local, socket.local);
  if (socket.state == TCP_LISTEN) {
    on.connection = Connection::Listening;
  } else if (socket.remote.port != 0) {
    proc_text::append_endpoint(on.remote, socket.remote);
    on.connection = socket.state == TCP_SYN_SENT ? Connection::Connecting : Connection::Connected;
  }
}

void SocketPeers::read_unix(const ProcDir& process) {
  each_line(process.open("net/unix"), time_, [&](std::string_view line) {
    const auto socket = proc_text::parse_unix_socket(line);
    for (auto& waiter : waiters()) {
      if (!socket) break;
      auto& on = wait_of(waiter).on;
      if (waiter.inode == socket->inode) {
        waiter.found = true;
        on.protocol.assign("unix");
        on.local.assign(socket->path);
        if (socket->listening) on.connection = Connection::Listening;
      } else if (on.connection == Connection::Connecting && socket->listening &&
                 !on.remote.empty() && on.remote.view() == socket->path) {
        add_holders(waiter, socket->inode);
      }
    }
    return true;
  });
}

void SocketPeers::read_unix_peers() {
  const UnixDiag diag;
  for (auto& waiter : waiters()) {
    if (time_.over()) return;
    auto& on = wait_of(waiter).on;
    if (on.protocol.view() != "unix" || on.connection != Connection::Unknown) continue;
    if (const auto peer = diag.peer_of(waiter.inode)) {
      on.connection = Connection::Connected;
      add_holders(waiter, *peer);
    }
  }
}

/// The processes that have a socket open, the waiting one only if no other has.
void SocketPeers::add_holders(const Waiter& waiter, std::uint64_t inode) {
  auto& wait = wait_of(waiter);
  const pid_t self = snapshot_.processes[waiter.process].pid;
  bool own = false;
  fds_.each_holder(FdTable::object_id("socket", inode), [&](const FdTable::Entry& entry) {
    if (entry.pid == self) {
      own = true;
    } else {
      wait.add_peer(entry.pid);
    }
  });
  if (own && wait.peers_total == 0) wait.add_peer(self);
}

}  // namespace cpr
