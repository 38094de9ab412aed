// What the engine is asked to do: plain data with its defaults, independent of the command line.
#pragma once

#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/handle_spec.hpp"
#include "core/limits.hpp"
#include "core/ready.hpp"

namespace cpr {

/// Changes to the environment that the child inherits, applied in the order of the members.
struct EnvironmentChanges {
  bool clear = false;                                      ///< start from nothing
  std::vector<std::pair<std::string, std::string>> set{};  ///< the last of equal names wins
  std::vector<std::string> unset{};

  [[nodiscard]] bool none() const { return !clear && set.empty() && unset.empty(); }
};

/// The program, its arguments and its surroundings.
struct Command {
  std::string file{};               ///< a program, or the command string when `shell` is set
  std::vector<std::string> args{};  ///< without argv[0]; with `shell`: its $1, $2, ...
  std::optional<std::string> shell{};
  std::optional<std::string> argv0{};  ///< what the child sees as argv[0] instead of the file
  std::optional<std::string> cwd{};
  EnvironmentChanges env{};
  bool empty_path_is_cwd = false;  ///< an empty element of PATH is the cwd (POSIX, Node)
  bool pass_channel = false;       ///< the child inherits the variables of cpr's own channel
};

/// The child's user and groups. What is absent stays as it is.
struct Identity {
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  /// Supplementary groups. Where absent, and uid or gid is given, they are dropped (Node).
  std::optional<std::vector<std::uint32_t>> groups;
};

/// Where the bytes for a stream that the child reads come from.
struct Source {
  int fd = -1;         ///< cpr's descriptor; -1: `text` is all of it
  std::string text{};  ///< written first
  bool operator==(const Source&) const = default;
};

/// Where the bytes of a stream that the child writes go.
struct Destination {
  enum class Kind : std::uint8_t {
    Discard,  ///< nowhere: they are read, so that the child does not have to wait
    Forward,  ///< to cpr's descriptor `fd`
    Capture,  ///< into the Result
  };
  Kind kind = Kind::Discard;
  int fd = -1;
  bool operator==(const Destination&) const = default;
};

/// What one descriptor of the child is. Its number is its index in Job::stdio.
struct StdioSpec {
  enum class Kind : std::uint8_t {
    InputPipe,   ///< a new pipe, to which cpr relays `source`
    OutputPipe,  ///< a new pipe, which cpr relays to `destination`, or to `path` if it has one
    Dup,         ///< cpr's descriptor `fd`
    Ignore,      ///< /dev/null on 0..2, closed from 3 on (Node)
    File,        ///< `path`, relative to cpr's directory, opened in the child with `flags`
    Same,        ///< the same open file as the child's own descriptor `fd`
    Ipc,         ///< the message channel, see Job::channel
    ReadyPipe,   ///< a new pipe that cpr watches, see ReadyOnFd
    /// A new pseudo-terminal, relayed like an OutputPipe; `source` is typed at it where fd 0 is the
    /// same terminal. One entry at most: others that share it are of kind Same.
    Pty,
  };
  /// Whether ReadyOnLine looks for its line in an OutputPipe.
  enum class Watched : std::uint8_t {
    No,
    Yes,
    Alone,  ///< it is relayed for nothing else: no limit is for it, and it is not in the Result
  };
  Kind kind = Kind::Ignore;
  int fd = -1;
  Source source{};
  Destination destination{};
  bool reported = false;  ///< OutputPipe: besides, each piece of it is a Chunk
  Watched watched = Watched::No;
  std::string path{};
  int flags = 0;  ///< of open(2), for `path`

  bool operator==(const StdioSpec&) const = default;
};

/// The entry that `fd` leads to by way of entries of kind Same, of which there is no circle.
inline std::size_t root_of(const std::vector<StdioSpec>& specs, std::size_t fd) {
  while (specs[fd].kind == StdioSpec::Kind::Same) fd = static_cast<std::size_t>(specs[fd].fd);
  return fd;
}

/// Whether the entry of `fd` is the pseudo-terminal.
inline bool is_pty(const std::vector<StdioSpec>& specs, std::size_t fd) {
  return specs[root_of(specs, fd)].kind == StdioSpec::Kind::Pty;
}

/// Encoding of messages on the channel; Node's names.
enum class Serialization : std::uint8_t { Json, Advanced };

class Handle;
class LineTurns;

struct OutgoingMessage {
  std::string json{};  ///< valid, not internal, without whitespace between its tokens
  std::optional<HandleSpec> handle_spec{};
  std::shared_ptr<Handle> handle{};  ///< opened from `handle_spec`; see handle.hpp
};

/// The message channel between cpr and the child, as in Node.
struct ChannelSpec {
  Serialization serialization = Serialization::Json;
  /// Bytes of one message; a longer one closes the channel.
  std::optional<std::uint64_t> max_message = std::uint64_t{16} << 20U;
  std::vector<OutgoingMessage> messages{};  ///< sent first
  int source = -1;            ///< cpr's descriptor with further messages, a line each; -1: none
  Destination destination{};  ///< of messages from the child; each of them is a Message as well
  std::shared_ptr<LineTurns> turns{};  ///< shared by the children with the same destination
  bool keep_channel = false;           ///< the channel stays open after everything is sent
  /// Without keep_channel, it is closed when nothing has moved on it for this long after the last
  /// message was queued.
  Duration linger = std::chrono::milliseconds(200);
  bool lockstep = false;  ///< a message of `source` waits for a message after the last one sent
  std::optional<std::size_t> replies{};  ///< cpr takes no further message, and closes the channel
  bool keep_open = false;  ///< cpr keeps its copy of a socket that the child has accepted
};

/// What the end of cpr means for the child, and the reverse.
enum class Lifetime : std::uint8_t {
  Tied,      ///< cpr waits for the child; the child is killed when cpr is killed
  Detached,  ///< cpr waits for the child; the child outlives a killed cpr
  Released,  ///< cpr is done as soon as the program runs
};

/// What Job::log contains.
enum class LogFormat : std::uint8_t {
  Raw,    ///< the bytes of all streams
  Lines,  ///< see LogLines
};

class Fd;
class OutputLog;

struct Job {
  /// Start of the timeout and of all durations; none: the start of the child.
  std::optional<TimePoint> started_at;
  Command command;
  Identity identity;
  std::vector<StdioSpec> stdio;  ///< at least three entries
  bool inherit_fds = false;      ///< pass on inherited descriptors that `stdio` does not name
  /// A descriptor that the child alone is to have: closed here after the start. Null: none.
  std::shared_ptr<Fd> handed_over;
  bool default_signals = false;  ///< dispositions are reset and no signal is blocked (Node)
  bool new_session = false;      ///< the child leads a session, and so a process group
  Lifetime lifetime = Lifetime::Tied;
  bool no_orphans = false;  ///< a guardian kills the tree if cpr is killed
  Limits limits;
  std::optional<ChannelSpec> channel;  ///< present when an entry of `stdio` is Ipc
  std::optional<ReadyWhen> ready;      ///< when the child is reported as Ready; none: never
  OutputLog* log = nullptr;            ///< receives what is relayed as well; must outlive the run
  bool measure = false;                ///< ResourceUsage::max_rss_kib and Result::tree are wanted
  bool report_start_at_once = false;   ///< else Started comes with the event after it
};

}  // namespace cpr
