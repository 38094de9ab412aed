// What argv and the environment ask for, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/job.hpp"
#include "core/retry_policy.hpp"
#include "format/encoding.hpp"
#include "process/process_token.hpp"
#include "verbs.hpp"

namespace cpr::cli {

/// Where JSON is written: a file or a file descriptor.
struct OutputTarget {
  std::string path;  ///< empty: `fd`
  int fd = -1;
};

/// As it is given on the command line.
inline std::string name_of(const OutputTarget& target) {
  return target.path.empty() ? "fd:" + std::to_string(target.fd) : target.path;
}

/// --log: a file or file descriptor that receives all relayed output.
struct LogOptions {
  OutputTarget target;
  bool append = false;
  LogFormat format = LogFormat::Raw;
};

/// How much of what cpr does is explained.
enum class Verbosity : std::uint8_t { Off, Info, Debug };

/// A default from an environment variable.
struct EnvironmentDefault {
  std::string_view variable;
  std::string_view option;
  std::string value;
};

/// Options of --accept: cpr listens, and passes connections to workers.
struct AcceptOptions {
  HandleSpec address;
  std::size_t workers = 1;
  std::string message = R"("socket")";  ///< sent with each connection
  bool respawn = true;                  ///< replace workers that have exited
};

struct Options {
  enum class Action : std::uint8_t { Run, DryRun, BriefHelp, Help, Manual, Version };
  Action action = Action::Run;
  std::optional<Verb> verb;  ///< none: help or version of cpr itself
  /// Of a verb that manages runs. Its `job` has no command; the limits are for the verb itself.
  std::vector<ProcessToken> tokens;

  /// The wall clock at Job::started_at.
  WallClock::time_point started_at{};
  Job job;
  bool json = false;
  std::optional<OutputTarget> result;
  std::optional<OutputTarget> events;
  std::optional<LogOptions> log;
  std::optional<std::string> pid_file;
  bool background = false;  ///< a supervisor runs the job, and cpr prints its token
  std::optional<AcceptOptions> accept;
  std::optional<RetryPolicy> retry;          ///< present with --retries
  std::optional<std::string> messages_file;  ///< replaces the channel's `source`
  Encoding encoding = Encoding::Utf8;
  std::optional<Duration> progress;  ///< a status line this often
  bool preserve_status = false;
  bool as_init = false;  ///< cpr acts as PID 1
  Verbosity verbosity = Verbosity::Off;
  bool quiet = false;             ///< print only usage errors on stderr
  bool announce_signals = false;  ///< say which signal is sent, in the words of timeout(1)

  std::string max_buffer_origin{};  ///< option or variable; empty if neither is given

  /// Limits that are given as a bare number and look like seconds, see bare_number().
  struct BareNumbers {
    std::optional<int> timeout{};
    std::optional<int> idle_timeout{};
    std::optional<int> kill_after{};
    std::optional<int> drain{};
    std::optional<int> retry_delay{};
  };
  BareNumbers bare{};

  /// Set if the timeout expired before the start of the child: what cpr was doing, for a message;
  /// empty if it was not waiting for anything.
  std::optional<std::string> expired_during;

  std::vector<EnvironmentDefault> from_environment;
  std::span<char* const> argv;        ///< of main(); none for help and version
  std::span<char* const> typed;       ///< the words of argv that are options and their values
  std::vector<std::string> warnings;  ///< to be printed before the start
};

/// Whether cpr has the manners of timeout(1), see VerbTraits::is_timeout.
inline bool is_timeout(const Options& options) {
  return options.verb && traits(*options.verb).is_timeout;
}

/// When the timeout of a run expires; TimePoint::max() without one.
inline TimePoint deadline_of(const Options& options) {
  const auto& timeout = options.job.limits.timeout;
  return timeout && options.job.started_at ? saturating_add(*options.job.started_at, *timeout)
                                           : TimePoint::max();
}

/// Thrown when the timeout expires while cpr waits for something before the start of the child.
struct ExpiredEarly {
  std::string during;  ///< "reading ..."
};

}  // namespace cpr::cli
