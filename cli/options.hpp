// What argv and the environment asked for, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/job.hpp"
#include "format/encoding.hpp"
#include "verbs.hpp"

namespace cpr::cli {

/// Where JSON goes: a file or a descriptor.
struct OutputTarget {
  std::string path;  ///< empty: `fd`
  int fd = -1;
};

/// How much of the run is told while it goes on.
enum class Verbosity : std::uint8_t { Off, Info, Debug };

/// A default that an environment variable has set.
struct EnvironmentDefault {
  std::string_view variable;
  std::string_view option;
  std::string value;
};

/// Cpr listens, and several children work.
struct AcceptOptions {
  HandleSpec address;
  std::size_t workers = 1;
  std::string message = R"("socket")";  ///< goes with each connection
};

struct Options {
  enum class Action : std::uint8_t { Run, DryRun, BriefHelp, Help, Manual, Version };
  Action action = Action::Run;
  std::optional<Verb> verb;  ///< none: help or version of cpr as a whole

  Job job;
  bool json = false;
  std::optional<OutputTarget> result;
  std::optional<OutputTarget> events;
  std::optional<std::string> pid_file;
  std::optional<AcceptOptions> accept;
  std::optional<std::string> messages_file;  ///< takes the place of the channel's `source`
  Encoding encoding = Encoding::Utf8;
  bool progress = false;  ///< a status line, if stderr is a terminal
  bool preserve_status = false;
  bool as_init = false;  ///< cpr stands for PID 1
  Verbosity verbosity = Verbosity::Off;
  bool quiet = false;  ///< nothing on stderr but bad usage

  std::string max_buffer_origin{};  ///< option or variable; empty: Limits::max_buffer is a default

  /// Limits that were given as a bare number which looks like seconds, see bare_number().
  struct BareNumbers {
    std::optional<int> timeout{};
    std::optional<int> idle_timeout{};
    std::optional<int> kill_after{};
    std::optional<int> drain{};
  };
  BareNumbers bare{};

  /// The timeout expired before the child was started. What cpr was doing then, for a message;
  /// empty when nothing had to be waited for.
  std::optional<std::string> expired_during;

  std::vector<EnvironmentDefault> from_environment;
  std::span<char* const> typed;       ///< the words of the options, part of argv
  std::vector<std::string> warnings;  ///< to be said before the start
};

/// When the timeout of a run expires; the end of time without one.
inline TimePoint deadline_of(const Options& options) {
  const auto& timeout = options.job.limits.timeout;
  return timeout && options.job.started_at ? saturating_add(*options.job.started_at, *timeout)
                                           : TimePoint::max();
}

/// Thrown by what has to wait for something before the child is started, when the timeout expires.
struct ExpiredEarly {
  std::string during;  ///< "reading ..."
};

}  // namespace cpr::cli
