// Addresses of the sockets that processes wait for, and the processes at their other ends.
#pragma once

#include <array>
#include <cstddef>

#include "core/snapshot.hpp"
#include "process/linux/fd_table.hpp"
#include "process/linux/look_time.hpp"
#include "process/linux/proc_text.hpp"

namespace cpr {

class SocketPeers {
 public:
  SocketPeers(SnapshotDraft& snapshot, const FdTable& fds, LookTime& time);

  /// Fills in protocol, addresses, connection and peers of every wait for a socket.
  ///
  /// The tables are those of the network namespace of a waiting process: /proc/PID/net. Long ones
  /// are slow to read; what is not found before the deadline stays unknown.
  void find();

 private:
  using Protocol = const char*;

  struct Waiter {
    std::size_t process = 0;
    std::uint64_t inode = 0;
    std::optional<proc_text::InetSocket> inet{};
    bool found = false;
  };

  void read_tables(const ProcDir& process);
  void read_inet(const ProcDir& process, const char* file, Protocol protocol, bool for_peers);
  void read_unix(const ProcDir& process);
  void read_unix_peers();
  void describe(Waiter& waiter, const proc_text::InetSocket& socket, Protocol protocol);
  void add_holders(const Waiter& waiter, std::uint64_t inode);
  [[nodiscard]] std::span<Waiter> waiters() { return {waiters_.data(), count_}; }
  [[nodiscard]] Wait& wait_of(const Waiter& waiter) {
    return snapshot_.processes[waiter.process].waits;
  }

  SnapshotDraft& snapshot_;
  const FdTable& fds_;
  LookTime& time_;
  std::array<Waiter, most_snapshot_processes> waiters_;
  std::size_t count_ = 0;
};

}  // namespace cpr
