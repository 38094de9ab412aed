// What the engine reports: how the child ended, why cpr stepped in, what was cut, who is left.
//
// These are separate facts all the way; a signal is never folded into 128+n here.
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

namespace cpr {

/// The child's true fate, as wait(2) told it.
struct ExitStatus {
  enum class Kind : std::uint8_t { Code, Signal };
  Kind kind = Kind::Code;
  int value = 0;  ///< 0..255, or the signal's number
  bool core_dumped = false;

  static ExitStatus from_wait(int wait_status);
  [[nodiscard]] bool signaled() const { return kind == Kind::Signal; }
  bool operator==(const ExitStatus&) const = default;
};

/// The steps of a start, in their order. A failed one names itself.
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

/// How much execve(2) was asked to take, for E2BIG.
struct ExecSizes {
  std::size_t arguments = 0;    ///< bytes of all words, with their ends
  std::size_t environment = 0;  ///< likewise
  std::size_t longest = 0;      ///< bytes of the longest single string
};

/// Why the program never ran.
struct StartFailure {
  StartStep step = StartStep::Exec;
  int error = 0;          ///< errno
  int fd = -1;            ///< Stdio: the child's descriptor that could not be made
  std::string culprit{};  ///< the path that failed: program, directory, interpreter or file
  ExecSizes sizes{};      ///< Exec: with E2BIG
};

/// Why cpr ended the tree, or would have.
enum class Reason : std::uint8_t { Timeout, IdleTimeout, MaxBuffer, Interrupted, OutputLost, Leak };

std::string_view name(Reason reason);

struct SentSignal {
  int signal = 0;
  Duration at{};  ///< since the start
  int pids = 0;   ///< processes that were signalled
};

/// The kill path as it went.
struct Intervention {
  Reason reason = Reason::Timeout;
  int signal = 0;      ///< Interrupted: the signal that cpr got
  bool typed = false;  ///< Interrupted: typed at the terminal after the child had exited
  int stream = -1;     ///< MaxBuffer: the child's descriptor
  std::vector<SentSignal> signals{};  ///< empty when nothing was left to be signalled
  bool forced = false;                ///< SIGKILL had to be used
  bool grace_expired = false;         ///< because Limits::kill_after had passed
  Containment by = Containment::Subreaper;
  std::optional<Duration> empty_at{};  ///< when the tree was proven empty; none = it was not
};

/// A process of the tree that is alive when cpr returns.
struct Leftover {
  int pid = 0;
  std::vector<std::string> argv;
  Duration age{};
  std::vector<int> holds{};  ///< the child's descriptors whose pipes it has open
  char state = '?';          ///< as in proc(5): D cannot be ended, T is stopped
  bool exiting = false;      ///< it has ended, the kernel has not done with it
  std::optional<std::uint32_t> untouchable_owner{};  ///< whom it runs as, if cpr may not signal it
};

/// Output that could not be handed on.
struct LostOutput {
  int stream = -1;          ///< the child's descriptor
  int error = 0;            ///< errno of the write; 0 = the reader had stalled
  std::uint64_t bytes = 0;  ///< known to be undelivered; more may have been refused
};

struct ResourceUsage {
  std::int64_t user_us = 0;
  std::int64_t system_us = 0;
  std::optional<std::int64_t> max_rss_kib{};  ///< none: not known to be that of the child
};

struct Stream {
  int fd = -1;                ///< the child's descriptor
  Capture bytes;              ///< empty unless Job::capture
  std::uint64_t omitted = 0;  ///< bytes that OverflowAction Head, Tail or Ends has omitted
};

/// What is known of the message channel when it is over.
struct ChannelResult {
  std::vector<std::string> messages;  ///< of the child, as JSON; empty unless Job::capture
  bool connected = false;             ///< neither end had closed it before the child's exit
};

/// One of several children that have run beside each other.
struct WorkerEnd {
  std::optional<int> pid;
  std::optional<ExitStatus> exit;
  std::uint64_t connections = 0;  ///< that it has taken
};

struct Result {
  std::string cmd;                ///< as the user would say it
  std::string file;               ///< what was to be executed, as given
  std::vector<std::string> argv;  ///< with argv[0]
  std::optional<std::string> cwd;

  std::optional<int> pid;  ///< none: it was never started
  std::optional<ExitStatus> exit;
  std::optional<StartFailure> failure;
  std::optional<Intervention> intervention;
  bool killed = false;  ///< a signal of cpr's reached the child before it was seen to have exited
  bool status_unknown = false;     ///< it is gone, and nobody told cpr how
  bool leak_is_failure = false;    ///< with Reason::Leak: the run counts as failed for it
  bool drain_expired = false;      ///< others still held the child's pipes after Limits::drain
  bool unkillable = false;         ///< members of the tree were alive when cpr had to give up
  std::vector<Leftover> leaked;    ///< alive when cpr returns, or ended by it as leaks
  std::size_t leaked_unnamed = 0;  ///< as many again, which were too many to be named
  std::vector<LostOutput> lost;
  std::vector<Stream> streams;           ///< the relayed ones from 1 on, in order
  std::optional<ChannelResult> channel;  ///< none: there was none
  std::vector<WorkerEnd> workers;        ///< of all, when this one of them speaks for all
  Duration duration{};
  std::optional<ResourceUsage> usage;
};

/// One word for the end of a run; never a guess from a number.
enum class Verdict : std::uint8_t {
  Exit,
  Signal,
  Timeout,
  IdleTimeout,
  MaxBuffer,
  SpawnError,
  Interrupted,
  Leak,
  Unknown,  ///< how the child ended cannot be known, or it cannot be killed
};

Verdict verdict(const Result& result);
std::string_view name(Verdict verdict);

/// What happens in a run, in the order in which it was seen. The last one is always Closed.
struct Started {
  int pid = 0;
};
struct Signalled {
  int signal = 0;
  int pids = 0;
  Reason reason = Reason::Timeout;
};
/// Relayed output has come. The bytes are only there for as long as the sink is called.
struct Chunk {
  int fd = -1;  ///< the child's descriptor
  std::string_view bytes;
};
/// A message has come from the child. The text is only there for as long as the sink is called.
struct Message {
  std::string_view json;
  bool with_handle = false;        ///< a descriptor came with it, which was accepted and closed
  std::string_view handle_type{};  ///< a JSON string, or empty
};
/// The child's end of the message channel was closed.
struct Disconnected {};
/// A signal typed at the terminal has reached the child, and the run goes on all the same.
struct StillWaiting {
  int signal = 0;                        ///< SIGINT or SIGQUIT
  bool child_running = false;            ///< else cpr waits for the processes in `leftover`
  std::vector<Leftover> leftover{};      ///< descendants still running after the child's exit
  std::optional<Duration> sigkill_in{};  ///< until SIGKILL to those; none = never
};
/// A message that was not handed on.
struct Skipped {
  enum class From : std::uint8_t { Input, Child };
  enum class Why : std::uint8_t {
    Broken,     ///< no JSON, or no value in V8's format
    Blank,      ///< an empty frame; Child only
    Internal,   ///< Node's own (`NODE_...`); Input only
    TooLong,    ///< from the child this ends the channel
    TooDeep,    ///< likewise; Child only
    Truncated,  ///< the channel has ended within it
    Refused,    ///< the child did not take its handle; Input only
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
struct Closed {
  Result result;
};
using Event = std::variant<Started, Chunk, Message, Disconnected, Skipped, StillWaiting, Signalled,
                           Exited, Closed>;

/// Gets the events as they happen, and owns them.
using Sink = std::function<void(Event)>;

}  // namespace cpr
