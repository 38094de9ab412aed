// The process tree as it was just before the first signal of the kill path.
//
// Every text is stored in place, so that taking a snapshot allocates nothing. A value that could
// not be read is empty (text), -1 (fd) or none.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bounded_list.hpp"
#include "core/clock.hpp"

namespace cpr {

/// Text of at most N bytes. Bytes that do not fit are dropped, and truncated() says so.
template <std::size_t N>
class BoundedText {
 public:
  BoundedText() = default;
  explicit BoundedText(std::string_view text) { append(text); }

  void append(std::string_view text) {
    const std::size_t taken = std::min(text.size(), N - size_);
    std::copy_n(text.begin(), taken, bytes_.begin() + size_);
    size_ = static_cast<std::uint16_t>(size_ + taken);
    truncated_ = truncated_ || taken < text.size();
  }
  void assign(std::string_view text) {
    size_ = 0;
    truncated_ = false;
    append(text);
  }

  [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool truncated() const { return truncated_; }

 private:
  static_assert(N <= UINT16_MAX);
  std::uint16_t size_ = 0;
  bool truncated_ = false;
  std::array<char, N> bytes_{};
};

/// Arguments, each followed by a NUL, as in /proc/PID/cmdline; the name in brackets for a process
/// whose arguments cannot be read.
using ArgvText = BoundedText<1024>;

/// The arguments; the last one ends in `...` when it was truncated.
inline std::vector<std::string> argv_words(const ArgvText& argv) {
  std::vector<std::string> words;
  for (auto rest = argv.view(); !rest.empty();) {
    const auto end = std::min(rest.find('\0'), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (argv.truncated() && !words.empty()) words.back() += "...";
  return words;
}

/// What a process waits for.
struct WaitObject {
  enum class Kind : std::uint8_t {
    None,
    Pipe,
    Socket,
    Tty,
    File,
    Eventfd,
    Epoll,
    Pidfd,
    Lock,      ///< flock(2), or fcntl(2) with F_SETLKW; `name` is the file
    Children,  ///< wait4(2) and waitid(2); in a vfork until the child executes a program
    Futex,
    Sleep,  ///< nanosleep(2)
    Other,
  };
  /// Socket only.
  enum class Connection : std::uint8_t { Unknown, Listening, Connecting, Connected };

  Kind kind = Kind::None;
  Connection connection = Connection::Unknown;
  BoundedText<256> name{};     ///< as /proc/PID/fd shows it: a path, `pipe:[INODE]`
  BoundedText<8> protocol{};   ///< Socket: tcp, udp, unix
  BoundedText<112> local{};    ///< Socket: `ADDRESS:PORT`, or a path; abstract names begin with @
  BoundedText<112> remote{};   ///< likewise
  bool every_thread = false;   ///< Futex: all threads of the process wait on one
  bool writing = false;        ///< Pipe: the process waits for a reader, else for a writer
  std::optional<int> relay{};  ///< Pipe: cpr relays it as this fd of the child
};

struct Wait {
  BoundedText<32> call{};  ///< name of the system call; `syscall N` for one without a name here
  int fd = -1;
  int more_fds = 0;  ///< poll(2), select(2): descriptors that it waits for besides `fd`
  WaitObject on{};
  /// Processes at the other end, holders of the lock, or children; cpr itself may be one.
  std::array<int, 16> peer_pids{};
  std::uint8_t peers_stored = 0;
  int peers_total = 0;
  BoundedText<48> wchan{};  ///< kernel function that it sleeps in

  [[nodiscard]] std::span<const int> peers() const { return {peer_pids.data(), peers_stored}; }
  /// Adds a process once.
  void add_peer(int pid) {
    const auto known = peers();
    if (std::find(known.begin(), known.end(), pid) != known.end()) return;
    if (peers_stored < peer_pids.size()) peer_pids[peers_stored++] = pid;
    ++peers_total;
  }
};

struct ProcessSnapshot {
  int pid = 0;
  int ppid = 0;
  char state = '?';  ///< as in proc(5), of the thread that `waits` describes
  ArgvText argv{};
  Duration age{};
  std::optional<Duration> cpu{};  ///< user and system time of all its threads
  std::int64_t rss_kib = 0;
  int threads = 0;
  Wait waits{};
  std::optional<double> cpu_share{};  ///< state R: 1 = a whole CPU during the last moment
  std::uint32_t holds = 0;            ///< bit N: has the relayed pipe of the child's fd N open
};

/// A process that is not in the snapshot, but at the other end of what one of its processes waits
/// for: cpr, or the holder of a lock.
struct Outsider {
  int pid = 0;
  ArgvText argv{};
};

/// \tparam Processes, Outsiders lists of ProcessSnapshot and Outsider
template <typename Processes, typename Outsiders>
struct BasicSnapshot {
  Processes processes{};  ///< in the order in which they were found, parents before their children
  Outsiders outsiders{};
  int own_pid = 0;          ///< of cpr
  std::size_t unseen = 0;   ///< processes omitted: too many, or no time left
  bool unfinished = false;  ///< time was up before all processes were found: there may be more

  [[nodiscard]] const ProcessSnapshot* find(int pid) const {
    const auto at = std::find_if(processes.begin(), processes.end(),
                                 [pid](const auto& process) { return process.pid == pid; });
    return at != processes.end() ? &*at : nullptr;
  }
  /// Null when it is not known.
  [[nodiscard]] const ArgvText* argv_of(int pid) const {
    if (const auto* process = find(pid)) return &process->argv;
    const auto at = std::find_if(outsiders.begin(), outsiders.end(),
                                 [pid](const auto& outsider) { return outsider.pid == pid; });
    return at != outsiders.end() ? &at->argv : nullptr;
  }
};

constexpr std::size_t most_snapshot_processes = 256;

/// A snapshot that is being taken, all in place.
using SnapshotDraft =
    BasicSnapshot<BoundedList<ProcessSnapshot, most_snapshot_processes>, BoundedList<Outsider, 64>>;

struct Snapshot : BasicSnapshot<std::vector<ProcessSnapshot>, std::vector<Outsider>> {
  Snapshot() = default;
  explicit Snapshot(const SnapshotDraft& draft) {
    processes.assign(draft.processes.begin(), draft.processes.end());
    outsiders.assign(draft.outsiders.begin(), draft.outsiders.end());
    own_pid = draft.own_pid;
    unseen = draft.unseen;
    unfinished = draft.unfinished;
  }
};

}  // namespace cpr
