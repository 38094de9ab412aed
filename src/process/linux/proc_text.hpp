// Parsers of the texts in /proc, as in proc(5). Pure; the views point into the text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/snapshot.hpp"

namespace cpr::proc_text {

/// /proc/PID/stat
struct Stat {
  std::string_view name;  ///< may hold any byte, parentheses and spaces included
  char state = '?';
  int parent = 0;
  int threads = 0;
  std::uint64_t start = 0;  ///< clock ticks since boot
  std::uint64_t rss_pages = 0;
  std::uint64_t heap = 0;  ///< address where the heap begins; 0 = not permitted
  bool running = false;  ///< it has not exited, nor begun to; a zombie with running threads has not
};
std::optional<Stat> parse_stat(std::string_view text);

/// /proc/PID/syscall
struct Syscall {
  enum class Where : std::uint8_t {
    Unknown,  ///< not permitted, or gone
    Running,
    Outside,  ///< asleep, but not in a system call: in a page fault, or stopped
    Inside,
  };
  Where where = Where::Unknown;
  long number = -1;
  std::array<std::uint64_t, 6> arguments{};
  std::uint64_t stack = 0;  ///< stack pointer

  /// Whether the numbers of another architecture are in use: a 32-bit program.
  [[nodiscard]] bool is_compat() const { return stack != 0 && stack <= UINT32_MAX; }
};
Syscall parse_syscall(std::string_view text);

/// An address of the Internet and a port, in the order of bytes that the network has.
struct Endpoint {
  bool v6 = false;
  std::array<unsigned char, 16> address{};  ///< the first 4 without `v6`
  std::uint16_t port = 0;

  [[nodiscard]] bool is_any() const { return address == decltype(address){}; }
  bool operator==(const Endpoint&) const = default;
};
/// `127.0.0.1:80`, `[::1]:80`.
void append_endpoint(BoundedText<112>& out, const Endpoint& endpoint);

/// A line of /proc/net/tcp, tcp6, udp, udp6.
struct InetSocket {
  Endpoint local;
  Endpoint remote;
  int state = 0;  ///< as in <netinet/tcp.h>: TCP_ESTABLISHED ...
  std::uint64_t inode = 0;
};
std::optional<InetSocket> parse_inet_socket(std::string_view line);

/// A line of /proc/net/unix.
struct UnixSocket {
  std::uint64_t inode = 0;
  bool listening = false;
  std::string_view path;  ///< abstract names begin with @
};
std::optional<UnixSocket> parse_unix_socket(std::string_view line);

/// A line of /proc/locks.
struct Lock {
  std::uint64_t id = 0;  ///< shared by a lock and the processes that wait for it
  bool waiting = false;
  std::string_view type;  ///< FLOCK, POSIX, OFDLCK, LEASE
  int pid = 0;            ///< -1: not owned by a process (OFDLCK)
};
std::optional<Lock> parse_lock(std::string_view line);

/// Process that a pidfd refers to, from its /proc/PID/fdinfo file. -1: gone.
std::optional<int> parse_pidfd_target(std::string_view fdinfo);

/// Descriptor that an epoll instance watches, from a line of its /proc/PID/fdinfo file.
std::optional<int> parse_watched_fd(std::string_view line);

/// Kind of the object behind a link in /proc/PID/fd. Named pipes look like files.
WaitObject::Kind kind_of_link(std::string_view link);

/// N of `pipe:[N]`, `socket:[N]`.
std::optional<std::uint64_t> inode_of_link(std::string_view link);

}  // namespace cpr::proc_text
