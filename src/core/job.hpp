// What the engine is asked to do: plain data with the defaults written in place.
//
// Nothing here depends on how it was asked for; the front end fills it from argv, a test by hand.
#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/containment.hpp"

namespace cpr {

/// Changes to the environment that the child inherits, applied in the order of the members.
struct EnvironmentChanges {
  bool clear = false;                                      ///< start from nothing
  std::vector<std::pair<std::string, std::string>> set{};  ///< the last of equal names wins
  std::vector<std::string> unset{};

  [[nodiscard]] bool none() const { return !clear && set.empty() && unset.empty(); }
};

/// Which program, with which words, where.
struct Command {
  std::string file{};               ///< a program, or the command string when `shell` is set
  std::vector<std::string> args{};  ///< without argv[0]; with `shell`: its $1, $2, ...
  std::optional<std::string> shell{};
  std::optional<std::string> argv0{};  ///< what the child sees as argv[0] instead of the file
  std::optional<std::string> cwd{};
  EnvironmentChanges env{};
  bool empty_path_is_cwd = false;  ///< an empty element of PATH, as POSIX and Node have it
  bool pass_channel = false;  ///< the variables of the channel that cpr itself has are inherited
};

/// Who the child is. Absent members stay as they are.
struct Identity {
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  /// Supplementary groups. When absent and uid or gid is given they are dropped, as Node does.
  std::optional<std::vector<std::uint32_t>> groups;
};

/// Where one descriptor of the child comes from. Its number is its place in Job::stdio.
struct StdioSpec {
  enum class Kind : std::uint8_t {
    Pipe,    ///< a new pipe; its other end is relayed, captured or fed (see `peer`)
    Dup,     ///< cpr's descriptor `fd`
    Ignore,  ///< /dev/null on 0..2, closed from 3 on (as Node)
    File,    ///< `path`, opened in the child with `flags`, as seen from cpr's directory
    Same,    ///< the same open file as the child's own descriptor `fd`
    Ipc,     ///< the message channel, see Job::channel
  };
  Kind kind = Kind::Ignore;
  int fd = -1;
  /// Pipe only: cpr's descriptor that the bytes come from (0) or go to (the others); -1 = none,
  /// so that 0 is at its end at once and output is read and dropped.
  int peer = -1;
  std::string path{};
  int flags = 0;  ///< of open(2), for File

  bool operator==(const StdioSpec&) const = default;
};

/// What cpr does when a stream exceeds Limits::max_buffer.
enum class OverflowAction : std::uint8_t {
  Kill,  ///< kills the tree
  Head,  ///< keeps the first bytes; the run continues, as with Tail and Ends
  Tail,  ///< keeps the last bytes
  Ends,  ///< keeps the first and the last half
};

/// What becomes of descendants that are alive when the child has ended by itself.
enum class LeakAction : std::uint8_t {
  Ignore,
  Warn,  ///< they are named
  Kill,  ///< they are ended, and named
  Fail,  ///< likewise, and the run has failed
};

/// How messages are written on the channel; Node's names.
enum class Serialization : std::uint8_t { Json, Advanced };

/// A descriptor that goes to the child with a message.
struct HandleSpec {
  enum class Kind : std::uint8_t { TcpServer, UnixServer, TcpSocket, UnixSocket, Udp4, Udp6 };
  Kind kind = Kind::TcpServer;
  std::string address{};  ///< an IP address, or a path
  std::uint16_t port = 0;
};

class Handle;
class LineTurns;

struct OutgoingMessage {
  std::string json{};  ///< valid, not internal, without blanks between its pieces
  std::optional<HandleSpec> handle_spec{};
  std::shared_ptr<Handle> handle{};  ///< what `handle_spec` means, open; see handle.hpp
};

/// The message channel between cpr and the child, as Node has it.
struct ChannelSpec {
  Serialization serialization = Serialization::Json;
  /// Bytes that a message may have; a longer one closes the channel.
  std::optional<std::uint64_t> max_message = std::uint64_t{16} << 20U;
  std::vector<OutgoingMessage> messages{};  ///< sent first
  int source = -1;  ///< cpr's descriptor with more of them, one JSON a line; -1: none
  int peer = -1;    ///< cpr's descriptor that those of the child go to; -1: none
  std::shared_ptr<LineTurns> turns{};  ///< shared by the children that write to `peer`
  bool keep_channel = false;           ///< it stays open when everything is sent
  bool keep_open = false;              ///< sockets stay open in cpr when the child has them
};

/// When cpr steps in, and how.
struct Limits {
  std::optional<Duration> timeout;       ///< from before the start until everything is closed
  std::optional<Duration> idle_timeout;  ///< without a byte on any relayed stream
  int kill_signal = SIGTERM;             ///< what a limit sends to the tree
  std::optional<Duration> kill_after = std::chrono::seconds(5);  ///< then SIGKILL; none = never
  bool whole_tree = true;             ///< false: the child alone is signalled and waited for
  bool continue_after_signal = true;  ///< SIGCONT after the kill signal
  bool close_pipes_at_limit = false;  ///< as Node's exec: take nothing more, wait for the exit
  std::optional<std::uint64_t> max_buffer;  ///< bytes that each relayed stream may bring
  OverflowAction overflow = OverflowAction::Kill;
  /// After the child's exit, for others that hold its pipes; none = for ever, as Node.
  std::optional<Duration> drain;
  LeakAction leaks = LeakAction::Ignore;
  /// none: what is cheapest and sure. Cgroup and Subreaper can be asked for.
  std::optional<Containment> containment;
};

struct Job {
  /// What the timeout and all durations count from; none: the start of the child.
  std::optional<TimePoint> started_at;
  Command command;
  Identity identity;
  std::vector<StdioSpec> stdio;  ///< at least three entries
  bool inherit_fds = false;      ///< descriptors that cpr inherited and `stdio` does not name, too
  bool beside_others = false;    ///< what is below cpr is not its tree alone: it is ended by itself
  /// Cpr's descriptor that the child is to have alone: closed here once it is there; -1: none.
  int handed_over = -1;
  bool default_signals = false;  ///< all dispositions default and nothing blocked, as Node does
  bool detached = false;         ///< a session of its own; cpr's death does not reach it
  bool unref = false;            ///< closed as soon as the program runs
  bool no_orphans = false;       ///< a guardian ends the tree if cpr is killed
  Limits limits;
  std::optional<ChannelSpec> channel;  ///< present when an entry of `stdio` is Ipc
  std::optional<std::string> input;    ///< fed to the child's stdin, which must be a Pipe
  bool capture = false;                ///< relayed output goes into the Result, nowhere else
  bool observe = false;                ///< relayed output is also told as events
  bool measure = false;                ///< ResourceUsage::max_rss_kib is wanted
  bool report_start_at_once =
      false;  ///< the start is told when it happens, not with what happens next
};

}  // namespace cpr
