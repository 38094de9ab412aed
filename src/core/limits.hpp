// When cpr ends a run, and how: a new limit is a field here, and an input of the lifecycle.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/containment.hpp"

namespace cpr {

/// What cpr does when a stream exceeds Limits::max_buffer.
enum class OverflowAction : std::uint8_t {
  Kill,  ///< kills the tree
  Head,  ///< keeps the first bytes; the run continues, as with Tail and Ends
  Tail,  ///< keeps the last bytes
  Ends,  ///< keeps the first and the last half
};

/// What to do with descendants that are still running after the child has exited by itself.
enum class LeakAction : std::uint8_t {
  Ignore,
  Warn,  ///< name them
  Kill,  ///< kill and name them
  Fail,  ///< likewise, and the run has failed
};

/// Which processes are signalled and waited for.
enum class Scope : std::uint8_t {
  Tree,     ///< the child and all of its descendants
  Process,  ///< the child alone
};

/// As which program cpr treats the signals that it receives.
enum class Manners : std::uint8_t {
  Cpr,
  /// timeout(1): SIGALRM means that the timeout has expired, and a child that is stopped because it
  /// uses the terminal in the background does not stop the clock.
  Timeout,
  /// env(1), which the child has replaced: every signal is the child's.
  Env,
};

/// How a run is ended at a limit or a signal to cpr.
struct StopPolicy {
  Scope scope = Scope::Tree;
  bool then_continue = true;  ///< SIGCONT after the signal: a stopped process handles nothing else
  bool close_pipes = false;   ///< read no more output, and wait for the exit alone (Node's exec)
  Manners manners = Manners::Cpr;
};

/// A command that looks at the processes before they are killed.
struct BeforeKill {
  std::string command{};                          ///< for /bin/sh
  Duration time_limit = std::chrono::minutes(1);  ///< then it is killed
};

/// When cpr ends a run, and how.
struct Limits {
  std::optional<Duration> timeout;       ///< from before the start until everything is closed
  std::optional<Duration> idle_timeout;  ///< maximum time without a byte on any relayed stream
  int kill_signal = SIGTERM;             ///< what a limit sends
  std::optional<Duration> kill_after = std::chrono::seconds(5);  ///< then SIGKILL; none = never
  StopPolicy stop;
  std::optional<BeforeKill> before_kill;    ///< runs before the first signal of a kill path
  std::optional<std::uint64_t> max_buffer;  ///< bytes of each relayed stream
  OverflowAction overflow = OverflowAction::Kill;
  std::optional<std::uint64_t> max_memory;  ///< bytes of the whole process tree
  /// How long to wait, after the child's exit, for processes that hold its pipes open; none =
  /// forever (Node).
  std::optional<Duration> drain;
  LeakAction leaks = LeakAction::Ignore;
  /// Cgroup or Subreaper; none: the cheapest that is reliable.
  std::optional<Containment> containment;
};

}  // namespace cpr
