// What the engine reports: how the child ended, why cpr ended the run, what was truncated, which
// processes are still running.
//
// These stay separate facts; a signal is never folded into 128+n here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/capture.hpp"
#include "core/clock.hpp"
#include "core/containment.hpp"
#include "core/recipients.hpp"
#include "core/snapshot.hpp"
#include "core/tree_usage.hpp"

namespace cpr {

/// How the child ended, from wait(2).
struct ExitStatus {
  enum class Kind : std::uint8_t { Code, Signal };
  Kind kind = Kind::Code;
  int value = 0;  ///< 0..255 (on Windows all 32 bits), or the signal's number
  bool core_dumped = false;

  [[nodiscard]] bool signaled() const { return kind == Kind::Signal; }
  /// The exit code as a number without a sign.
  [[nodiscard]] std::uint32_t code() const { return static_cast<std::uint32_t>(value); }
  bool operator==(const ExitStatus&) const = default;
};

/// The steps of a start, in order.
enum class StartStep : std::uint8_t {
  Fork,
  Cgroup,
  Session,
  Stdio,
  Cwd,
  Groups,
  Gid,
  Uid,
  Exec,
  Interpreter
};

std::string_view name(StartStep step);

/// Size of what was passed to execve(2), for E2BIG. In bytes, with the terminating null bytes.
struct ExecSizes {
  std::size_t arguments = 0;
  std::size_t environment = 0;
  std::size_t longest = 0;  ///< the longest single string
};

/// Why the program never ran.
struct StartFailure {
  StartStep step = StartStep::Exec;
  int error = 0;          ///< errno
  int fd = -1;            ///< Stdio: the child's descriptor that could not be set up
  std::string culprit{};  ///< the path that failed: program, directory, interpreter or file
  ExecSizes sizes{};      ///< Exec: with E2BIG
};

/// Why cpr ended the run, or would have.
enum class Reason : std::uint8_t {
  Timeout,
  IdleTimeout,
  MaxBuffer,
  MaxMemory,
  Interrupted,
  OutputLost,
  Replies
};

/// Whether the reason by itself ends nothing: the child has the grace period to exit.
constexpr bool leaves_time(Reason reason) {
  return reason == Reason::OutputLost || reason == Reason::Replies;
}

/// \param reason none: Cleanup
std::string_view name(std::optional<Reason> reason);

struct SentSignal {
  int signal = 0;
  Duration at{};  ///< since the start
  Recipients to;
};

struct ResourceUsage {
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
  std::optional<std::int64_t> max_rss_kib{};  ///< none: not clearly more than cpr's own
};

/// How the hook, the command of Limits::before_kill, ended.
struct HookEnd {
  int error = 0;                     ///< errno: why it could not be started; 0: it was
  std::optional<ExitStatus> exit{};  ///< none: not started, or not known
  bool timed_out = false;            ///< it was killed at its time limit
  Duration duration{};
  ResourceUsage usage{};  ///< of all of its processes; the kernel adds it to that of the tree
};

/// What was sent to the processes that cpr ended, and when they were gone.
struct KillPath {
  std::vector<SentSignal> signals{};  ///< empty when no process was left to signal
  bool forced = false;                ///< SIGKILL was sent
  bool grace_expired = false;         ///< because Limits::kill_after had expired
  Containment by = Containment::Process;
  std::optional<Duration> empty_at{};  ///< when the tree was seen to be empty; none: it was not
  Snapshot snapshot{};            ///< taken before the first signal; of workers, by one of them
  std::optional<HookEnd> hook{};  ///< after that; none: there was none
};

/// Cpr ended the run.
struct Intervention {
  Reason reason = Reason::Timeout;
  int signal = 0;       ///< that cpr received: Interrupted, and Timeout if SIGALRM was the cause
  bool typed = false;   ///< Interrupted: typed at the terminal after the child had exited
  int stream = -1;      ///< MaxBuffer: the child's descriptor
  TreeMemory memory{};  ///< MaxMemory: what was used; no processes: found by the kernel
  /// Interrupted, Timeout: nothing was running, another attempt or worker was due.
  bool between_attempts = false;
  KillPath path{};
};

/// Cpr ended descendants that were still running after the child had exited by itself.
struct Cleanup {
  bool is_failure = false;  ///< the run counts as failed because of them
  KillPath path{};
};

/// A descendant that was still running after the child's exit.
struct Leftover {
  int pid = 0;
  std::vector<std::string> argv;
  Duration age{};
  std::vector<int> holds{};  ///< the child's descriptors whose pipes it holds open
  char state = '?';          ///< as in proc(5): D cannot be killed, T is stopped
  bool exiting = false;      ///< it has exited, and the kernel is still clearing it away
  /// The user that it runs as, where cpr may not signal it.
  std::optional<std::uint32_t> untouchable_owner{};
};

/// Output that could not be delivered, or input that could not be read.
struct LostOutput {
  int stream = -1;          ///< the child's descriptor; 0: cpr's input
  int error = 0;            ///< errno; 0: the reader had stalled
  std::uint64_t bytes = 0;  ///< known to be undelivered; there may be more
};

struct Stream {
  int fd = -1;                ///< the child's descriptor
  Capture bytes;              ///< empty unless its destination is Capture
  std::uint64_t omitted = 0;  ///< bytes omitted by OverflowAction Head, Tail or Ends
};

struct ChannelResult {
  std::vector<std::string> messages;  ///< as JSON; empty unless their destination is Capture
  bool connected = false;             ///< neither end had closed the channel when the child exited
};

/// How one of several workers ended.
struct WorkerEnd {
  std::optional<int> pid;  ///< none: it could not be started
  std::optional<ExitStatus> exit;
  std::uint64_t connections = 0;  ///< number that it accepted
  std::size_t restarts = 0;       ///< number of processes that had its number before
};

/// One word for the end of a run; never a guess from a number.
enum class Verdict : std::uint8_t {
  Exit,
  Signal,
  Timeout,
  IdleTimeout,
  MaxBuffer,
  MaxMemory,
  SpawnError,
  Interrupted,
  Leak,
  Unknown,  ///< how the child ended cannot be known, or it cannot be killed
};

/// One of the attempts of a run.
struct Attempt {
  Verdict verdict = Verdict::Exit;
  std::optional<ExitStatus> exit{};
  Duration duration{};
  Duration delay{};  ///< until the next one; 0 after the last
};

struct Result {
  std::string cmd;                ///< the command as one string
  std::string file;               ///< what was to be executed, as given
  std::vector<std::string> argv;  ///< with argv[0]
  std::optional<std::string> cwd;

  std::optional<int> pid;  ///< none: it was never started
  std::optional<ExitStatus> exit;
  std::optional<StartFailure> failure;
  std::optional<Intervention> intervention;
  std::optional<Cleanup> cleanup;
  bool killed = false;             ///< a signal from cpr reached the child before its exit
  bool status_unknown = false;     ///< it is gone, and another waiter has its exit status
  bool drain_expired = false;      ///< the child's pipes were still held open after Limits::drain
  bool unkillable = false;         ///< processes were still running when cpr had to give up
  std::vector<Leftover> leaked;    ///< still running when cpr returns, or ended by Cleanup
  std::size_t leaked_unnamed = 0;  ///< number of others, which were too many to be named
  std::vector<LostOutput> lost;
  std::vector<Stream> streams;           ///< the relayed ones from 1 on, in order
  std::optional<ChannelResult> channel;  ///< none: there was none
  std::vector<WorkerEnd> workers;        ///< of all of them, where there were several
  Duration duration{};
  std::optional<ResourceUsage> usage;
  std::optional<TreeUsage> tree;                 ///< none: nothing ran, or it was not asked for
  std::optional<std::vector<Attempt>> attempts;  ///< all of them; none: no retries were asked for
  std::optional<Duration> ready_at;              ///< when it was Ready; none: it was not

  /// The one that is reported; null: cpr has ended nothing.
  [[nodiscard]] const KillPath* kill_path() const {
    if (intervention) return &intervention->path;
    return cleanup ? &cleanup->path : nullptr;
  }
};

Verdict verdict(const Result& result);
std::string_view name(Verdict verdict);

/// The program runs.
struct Started {
  int pid = 0;
};
/// The child is ready, as Job::ready says. At most once an attempt, after Started and before
/// Exited.
struct Ready {};
/// The hook runs, and writes to cpr's stderr.
struct HookStarted {};
struct HookEnded {
  HookEnd end;
};
/// Cpr has sent a signal of the kill path.
struct Signalled {
  int signal = 0;
  Recipients to;
  std::optional<Reason> reason;  ///< none: Cleanup
};
/// Relayed output. The bytes are valid during the call of the sink alone.
struct Chunk {
  int fd = -1;  ///< the child's descriptor
  std::string_view bytes;
};
/// A message from the child. The text is valid during the call of the sink alone.
struct Message {
  std::string_view json;
  bool with_handle = false;        ///< a descriptor came with it, and was acknowledged and closed
  std::string_view handle_type{};  ///< a JSON string, or empty
};
/// The child's end of the message channel was closed.
struct Disconnected {};
/// A signal typed at the terminal has reached the child, and the run goes on.
struct StillWaiting {
  int signal = 0;                        ///< SIGINT or SIGQUIT
  bool child_running = false;            ///< else cpr waits for the processes in `leftover`
  std::vector<Leftover> leftover{};      ///< descendants still running after the child's exit
  std::optional<Duration> sigkill_in{};  ///< until they are sent SIGKILL; none = never
};
/// A message that was not passed on.
struct Skipped {
  enum class From : std::uint8_t { Input, Child };
  enum class Why : std::uint8_t {
    Broken,     ///< not valid JSON, or not a value in V8's format
    Blank,      ///< an empty frame; Child only
    Internal,   ///< Node's own (`NODE_...`); Input only
    TooLong,    ///< from the child: the channel was closed
    TooDeep,    ///< likewise; Child only
    Truncated,  ///< the channel was closed within it
    Refused,    ///< the child did not accept its handle; Input only
  };
  From from = From::Input;
  std::uint64_t number = 0;  ///< of the line or message, from 1 on; with Refused of the --send
  Why why = Why::Broken;
  std::size_t offset = 0;  ///< Broken: bytes
  std::string_view what{};
};
struct Exited {
  ExitStatus status;
};
/// One of several workers has exited, and its streams are closed.
struct WorkerClosed {
  WorkerEnd end;
  bool well = false;                      ///< see Workers::Spec::ended_well
  std::optional<Duration> replaced_in{};  ///< the pause before its replacement; none: it needs none
};
/// The replacement of a running worker could not be started, or has exited before it was ready. The
/// workers that are running are not replaced.
struct RolloverFailed {};
/// Workers in a row have exited as soon as they were started: the run ends.
struct CrashLoop {
  std::size_t workers = 0;  ///< number of them
};
/// An attempt is over, and everything that it has started is gone: another one follows.
struct Retrying {
  std::size_t attempt = 0;         ///< from 1 on
  std::size_t of = 0;              ///< the largest number of attempts
  const Result* result = nullptr;  ///< of the attempt; valid during the call of the sink alone
  Duration delay{};                ///< until the next attempt
};
/// The run is over.
struct Closed {
  Result result;
};
using Fact = std::variant<Started, Ready, Chunk, Message, Disconnected, Skipped, StillWaiting,
                          HookStarted, HookEnded, Signalled, Exited, WorkerClosed, RolloverFailed,
                          CrashLoop, Retrying, Closed>;

/// What happens in a run, in the order in which cpr saw it. The last event of a run is its only
/// Closed.
struct Event {
  Fact fact;
  std::size_t worker = 0;  ///< from 1 on, where there are several children; else 0
};

/// Called with the events as they happen.
using Sink = std::function<void(Event)>;

}  // namespace cpr
