#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>

#include "core/signals.hpp"
#include "files/blocking_io.hpp"
#include "format/printable.hpp"
#include "report/render.hpp"
#include "report/start_hints.hpp"

namespace cpr::cli {
namespace {

std::string stream_name(int fd) {
  if (fd == 1) return "stdout";
  if (fd == 2) return "stderr";
  return fmt::format("descriptor {}", fd);
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// For a limit that was given as a bare number, see bare_number(); else empty.
std::string unit_hint(std::optional<int> bare) {
  if (!bare) return {};
  return fmt::format(" ({} means {} ms; for seconds write {}s)", *bare, *bare, *bare);
}

/// "; SIGTERM to 3 processes, then SIGKILL to 1"
std::string steps_taken(const KillPath& path, const Options& options) {
  std::string text;
  for (const auto& sent : path.signals) {
    text += text.empty() ? "; " : ", then ";
    text += fmt::format("{} to {}", signal_name(sent.signal),
                        plural(static_cast<std::uint64_t>(sent.pids), "process", "processes"));
  }
  if (path.grace_expired && options.bare.kill_after) {
    text += fmt::format("; --kill-after expired{}", unit_hint(options.bare.kill_after));
  }
  return text;
}

std::string describe_exec(const StartFailure& failure) {
  const std::string& culprit = failure.culprit;
  switch (failure.error) {
    case ENOENT:
      return culprit.find('/') == culprit.npos
                 ? std::string("no such program in PATH")
                 : fmt::format("{} does not exist", in_quotes(culprit));
    case EACCES: {
      struct stat info {};
      const bool directory = ::stat(culprit.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
      return directory ? fmt::format("{} is a directory", in_quotes(culprit))
                       : fmt::format("permission to execute {} denied", in_quotes(culprit));
    }
    case E2BIG:
      return fmt::format(
          "argument list too long: words {} bytes, environment {} bytes, longest string {} bytes "
          "(Linux takes 131072 in one)",
          failure.sizes.arguments, failure.sizes.environment, failure.sizes.longest);
    case ETXTBSY: return fmt::format("{} is open for writing", in_quotes(culprit));
    case ENOEXEC: return fmt::format("{} is not a program for this machine", in_quotes(culprit));
    default: return fmt::format("{}: {}", in_quotes(culprit), std::strerror(failure.error));
  }
}

std::string describe_cwd(const StartFailure& failure) {
  const std::string directory = in_quotes(failure.culprit);
  switch (failure.error) {
    case ENOENT: return fmt::format("working directory {} does not exist", directory);
    case ENOTDIR: return fmt::format("working directory {} is not a directory", directory);
    case EACCES: return fmt::format("permission to enter working directory {} denied", directory);
    default:
      return fmt::format("working directory {}: {}", directory, std::strerror(failure.error));
  }
}

std::string describe_lost(const LostOutput& lost) {
  if (lost.error == 0) {
    return fmt::format("the reader of {} has stalled; {} could not be delivered",
                       stream_name(lost.stream), plural(lost.bytes, "byte", "bytes"));
  }
  if (lost.stream == 0) return fmt::format("cannot read stdin: {}", std::strerror(lost.error));
  return fmt::format("cannot write {}: {}", stream_name(lost.stream), std::strerror(lost.error));
}

std::string describe_intervention(const Intervention& intervention, const Result& result,
                                  const Options& options) {
  const std::string cmd = in_quotes(result.cmd);
  const std::string steps = steps_taken(intervention.path, options);
  switch (intervention.reason) {
    case Reason::Timeout: {
      std::string text =
          fmt::format("{} timed out after {}{}{}", cmd, human(*options.job.limits.timeout),
                      unit_hint(options.bare.timeout), steps);
      if (options.expired_during) {
        text += " before it was started";
        if (!options.expired_during->empty()) text += ", while " + *options.expired_during;
      }
      return text;
    }
    case Reason::IdleTimeout:
      return fmt::format("{} was idle for {}{}{}", cmd, human(*options.job.limits.idle_timeout),
                         unit_hint(options.bare.idle_timeout), steps);
    case Reason::MaxBuffer: {
      const std::string_view origin =
          options.max_buffer_origin.empty()
              ? "the default of --max-buffer; --max-buffer none lifts it"
              : std::string_view(options.max_buffer_origin);
      return fmt::format("{} wrote more than {} to {} ({}){}", cmd,
                         plural(options.job.limits.max_buffer.value_or(0), "byte", "bytes"),
                         stream_name(intervention.stream), origin, steps);
    }
    case Reason::Interrupted:
      return fmt::format("{} ended by {} to cpr{}", cmd, signal_name(intervention.signal), steps);
    case Reason::OutputLost:
      return fmt::format("{} went on although nobody read its output{}", cmd, steps);
  }
  return {};
}

std::string describe_cleanup(const Cleanup& cleanup, const Result& result, const Options& options) {
  return fmt::format("{} left {} behind{}", in_quotes(result.cmd),
                     plural(result.leaked.size() + result.leaked_unnamed, "process", "processes"),
                     steps_taken(cleanup.path, options));
}

/// "process 7 ('sleep 9'), 120 ms old, which holds stdout"
std::string describe_leak(const Leftover& survivor) {
  if (survivor.argv.empty()) {
    return fmt::format("process {}, which /proc does not show", survivor.pid);
  }
  std::string text =
      fmt::format("process {} ({}), {} old", survivor.pid,
                  in_quotes(fmt::format("{}", fmt::join(survivor.argv, " "))), human(survivor.age));
  std::string held;
  for (const int fd : survivor.holds) {
    held += (held.empty() ? "" : " and ") + stream_name(fd);
  }
  return held.empty() ? text : fmt::format("{}, which held {}", text, held);
}

std::string describe_unkillable(const Leftover& survivor) {
  std::string text = fmt::format("process {}", survivor.pid);
  if (!survivor.argv.empty()) text += fmt::format(" ({})", in_quotes(survivor.argv.front()));
  if (survivor.untouchable_owner) {
    return fmt::format("{} may not be signalled: it runs as user {}", text,
                       *survivor.untouchable_owner);
  }
  return fmt::format("{} does not die (state {})", text, survivor.state);
}

/// Whether a descendant may have got away unseen: it has left the process group, or there was none.
bool may_have_missed(const Result& result, const Limits& limits) {
  // Workers are killed one by one, and what is left of them together.
  const bool one_tree = limits.stop.scope == Scope::Tree && result.workers.empty();
  const KillPath* path = result.kill_path();
  if (path == nullptr || !result.pid || !one_tree) return false;
  return path->by == Containment::Group || path->by == Containment::Process;
}

/// A writer in a pipeline such as `... | head -1` dies of SIGPIPE, which shells do not report.
bool ended_by_lost_reader(const Result& result, const Job& job) {
  if (result.exit->value != SIGPIPE) return false;
  return !result.lost.empty() ||
         std::any_of(job.stdio.begin(), job.stdio.end(), [](const StdioSpec& spec) {
           return spec.kind == StdioSpec::Kind::Dup && reader_is_gone(spec.fd);
         });
}

}  // namespace

std::string describe(const StartFailure& failure) {
  const char* reason = std::strerror(failure.error);
  switch (failure.step) {
    case StartStep::Fork: return fmt::format("no process can be made: {}", reason);
    case StartStep::Cgroup:
      if (failure.error == ENOTSUP) {
        return "--leaks kill and fail need a subreaper or a cgroup, and this system allows "
               "neither: "
               "leave --leaks out";
      }
      return fmt::format("no cgroup for it: {}; --containment auto does without one", reason);
    case StartStep::Session: return fmt::format("cannot make a session: {}", reason);
    case StartStep::Stdio:
      if (failure.fd < 0) return fmt::format("its descriptors cannot be made: {}", reason);
      return failure.culprit.empty()
                 ? fmt::format("descriptor {} cannot be made: {}", failure.fd, reason)
                 : fmt::format("cannot open {} for descriptor {}: {}", in_quotes(failure.culprit),
                               failure.fd, reason);
    case StartStep::Cwd: return describe_cwd(failure);
    case StartStep::Groups: return fmt::format("cannot set the supplementary groups: {}", reason);
    case StartStep::Gid: return fmt::format("cannot become group {}: {}", failure.culprit, reason);
    case StartStep::Uid: return fmt::format("cannot become user {}: {}", failure.culprit, reason);
    case StartStep::Exec: return describe_exec(failure);
    case StartStep::Interpreter:
      if (failure.culprit.empty()) return "the loader that the program names does not exist";
      return failure.error == ENOENT
                 ? fmt::format("its interpreter {} does not exist", in_quotes(failure.culprit))
                 : fmt::format("its interpreter {}: {}", in_quotes(failure.culprit), reason);
  }
  return {};
}

std::string describe(const Skipped& skipped) {
  const bool from_child = skipped.from == Skipped::From::Child;
  const std::string which = from_child ? fmt::format("message {} of the child", skipped.number)
                                       : fmt::format("line {} of the messages", skipped.number);
  switch (skipped.why) {
    case Skipped::Why::Broken:
      return fmt::format("{} was skipped: {} at byte {}", which, skipped.what, skipped.offset);
    case Skipped::Why::Blank: return fmt::format("{} was skipped: it is empty", which);
    case Skipped::Why::Internal:
      return fmt::format("{} was skipped: cmd NODE_... is what Node keeps for itself", which);
    case Skipped::Why::TooLong:
      return fmt::format("{} is longer than --max-message; {}", which,
                         from_child ? "the channel was closed" : "it was skipped");
    case Skipped::Why::TooDeep:
      return fmt::format("{} is nested deeper than 1,000 levels; the channel was closed", which);
    case Skipped::Why::Truncated:
      return fmt::format("{} was dropped: the channel was closed within it", which);
    case Skipped::Why::Refused:
      return fmt::format("the child did not take the handle of --send number {}", skipped.number);
  }
  return {};
}

std::string describe(const StillWaiting& waiting, std::string_view command) {
  const std::string signal = signal_name(waiting.signal);
  if (waiting.child_running) {
    const std::string next = waiting.signal == SIGQUIT
                                 ? fmt::format("'kill {}' kills its process tree", ::getpid())
                                 : std::string("Ctrl-\\ sends SIGQUIT");
    return fmt::format("{} has received {} and is still running; {}", in_quotes(command), signal,
                       next);
  }
  std::string names;
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < std::min(most, waiting.leftover.size()); ++i) {
    const Leftover& one = waiting.leftover[i];
    names += fmt::format("{}pid {} {}", names.empty() ? "" : ", ", one.pid,
                         in_quotes(fmt::format("{}", fmt::join(one.argv, " "))));
  }
  if (waiting.leftover.size() > most) names += ", ...";
  const std::string until = waiting.sigkill_in
                                ? fmt::format("SIGKILL in {}", human(*waiting.sigkill_in))
                                : std::string("no SIGKILL, because --kill-after is none");
  return fmt::format("waiting for {} still running ({}); {}; Ctrl-C kills at once",
                     plural(waiting.leftover.size(), "process", "processes"), names, until);
}

std::vector<std::string> render_losses(const Result& result) {
  std::vector<std::string> lines;
  for (const auto& lost : result.lost) {
    // A reader that goes away is how pipelines end; the exit status says it.
    if (lost.error != EPIPE) lines.push_back(describe_lost(lost));
  }
  return lines;
}

std::vector<std::string> render_messages(const Result& result, const Options& options) {
  std::vector<std::string> lines;
  if (result.failure) {
    lines.push_back(describe_failed_start(*result.failure, result.file, options));
  }
  if (result.intervention) {
    lines.push_back(describe_intervention(*result.intervention, result, options));
  } else if (result.cleanup) {
    lines.push_back(describe_cleanup(*result.cleanup, result, options));
  } else if (result.exit && result.exit->signaled() && !ended_by_lost_reader(result, options.job)) {
    lines.push_back(fmt::format("{} was ended by {}{}", in_quotes(result.cmd),
                                signal_name(result.exit->value),
                                result.exit->core_dumped ? " (core dumped)" : ""));
  }
  if (result.status_unknown) {
    lines.push_back(
        fmt::format("{}: exit status unknown: another process or library has waited for it",
                    in_quotes(result.cmd)));
  }
  if (result.drain_expired && options.bare.drain) {
    lines.push_back(fmt::format("--drain expired while other processes held the output open{}",
                                unit_hint(options.bare.drain)));
  }
  for (auto& line : render_losses(result)) lines.push_back(std::move(line));
  if (may_have_missed(result, options.job.limits)) {
    lines.push_back(
        fmt::format("{} may have descendants that are still running: this system allows neither a "
                    "subreaper nor a cgroup, by which all of them would be found",
                    in_quotes(result.cmd)));
  }
  const std::size_t more = result.leaked_unnamed;
  if (result.unkillable && result.leaked.empty()) {
    lines.push_back("processes are left that cannot be seen: there is no usable /proc");
  }
  if (result.unkillable) {
    for (const auto& survivor : result.leaked) {
      lines.push_back(describe_unkillable(survivor));
    }
    if (more > 0) lines.push_back(fmt::format("{} more processes do not die", more));
  } else if (options.job.limits.leaks != LeakAction::Ignore) {
    for (const auto& survivor : result.leaked) {
      lines.push_back("left behind: " + describe_leak(survivor));
    }
    if (more > 0) lines.push_back(fmt::format("left behind: {} more processes", more));
  }
  return lines;
}

}  // namespace cpr::cli
