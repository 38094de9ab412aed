#include "report/render_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>

#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "io/fd_facts.hpp"
#include "process/facilities.hpp"
#include "report/snapshot_text.hpp"
#include "report/start_failure.hpp"

namespace cpr::cli {
namespace {

/// For a limit that was given as a bare number, see bare_number(); else empty.
std::string unit_hint(std::optional<int> bare) {
  if (!bare) return {};
  return fmt::format(" ({} means {} ms; for seconds write {}s)", *bare, *bare, *bare);
}

/// "; sent SIGTERM to 3 processes, then SIGKILL to 1 process"
std::string signals_sent(const KillPath& path, const Options& options) {
  std::string text;
  for (const auto& sent : path.signals) {
    text += text.empty() ? "; sent " : ", then ";
    text += fmt::format("{} to {}", signal_name(sent.signal), describe(sent.to));
  }
  if (path.grace_expired && options.bare.kill_after) {
    text += fmt::format("; --kill-after expired{}", unit_hint(options.bare.kill_after));
  }
  return text;
}

std::string describe_lost(const LostOutput& lost) {
  if (lost.stream == 0) return fmt::format("cannot read stdin: {}", std::strerror(lost.error));
  const std::string stream = stream_name(lost.stream);
  if (lost.error != 0) {
    return fmt::format("cannot write to {}: {}", stream, std::strerror(lost.error));
  }
  return fmt::format("cannot write to {}: the reader stalled; {} not delivered", stream,
                     plural(lost.bytes, "byte", "bytes"));
}

bool is_too_slow(const Intervention& intervention) {
  return intervention.reason == Reason::Timeout || intervention.reason == Reason::IdleTimeout;
}

/// Before the kill path of an intervention.
bool command_had_exited(const Intervention& intervention, const Result& result) {
  return result.exit && !result.killed && intervention.path.snapshot.find(*result.pid) == nullptr;
}

std::string describe_timeout(const std::string& cmd, const Intervention& intervention,
                             const Options& options, const std::string& sent) {
  if (intervention.signal != 0) {
    return fmt::format("{} timed out because cpr received {}{}", cmd,
                       signal_name(intervention.signal), sent);
  }
  std::string text =
      fmt::format("{} timed out after {}{}{}", cmd, human(*options.job.limits.timeout),
                  unit_hint(options.bare.timeout), sent);
  if (!options.expired_during) return text;
  text += " before it was started";
  if (!options.expired_during->empty()) text += ", while " + *options.expired_during;
  return text;
}

std::string describe_overflow(const std::string& cmd, const Intervention& intervention,
                              const Options& options, const std::string& sent) {
  const std::string_view origin = options.max_buffer_origin.empty()
                                      ? "default limit; --max-buffer none removes it"
                                      : std::string_view(options.max_buffer_origin);
  return fmt::format("{} wrote more than {} to {} ({}){}", cmd,
                     plural(options.job.limits.max_buffer.value_or(0), "byte", "bytes"),
                     stream_name(intervention.stream), origin, sent);
}

std::string describe_max_memory(const std::string& cmd, const Result& result,
                                const Options& options, const std::string& sent) {
  const auto& used = result.intervention->memory;
  const std::string text = fmt::format("{} used more than {} of memory (--max-memory)", cmd,
                                       human_size(options.job.limits.max_memory.value_or(0)));
  if (used.processes == 0) {  // the kernel enforced the limit
    const bool killed = !result.killed && result.exit && result.exit->signaled();
    return fmt::format("{}: its cgroup had no memory left{}{}", text,
                       killed ? "; the kernel killed it (oom kill)" : "", sent);
  }
  return fmt::format("{}: {} in {}{}", text, human_size(used.bytes),
                     plural(static_cast<std::uint64_t>(used.processes), "process", "processes"),
                     sent);
}

std::string describe_intervention(const Intervention& intervention, const Result& result,
                                  const Options& options) {
  const std::string cmd = in_quotes(result.cmd);
  std::string sent = signals_sent(intervention.path, options);
  if (intervention.reason == Reason::Timeout && intervention.between_attempts) {
    sent = "; no worker was running";
  } else if (is_too_slow(intervention) && command_had_exited(intervention, result)) {
    sent = "; it had exited, but its output was held open" + sent;
  }
  switch (intervention.reason) {
    case Reason::Timeout: return describe_timeout(cmd, intervention, options, sent);
    case Reason::IdleTimeout:
      return fmt::format("{} produced no output for {}{}{}", cmd,
                         human(*options.job.limits.idle_timeout),
                         unit_hint(options.bare.idle_timeout), sent);
    case Reason::MaxBuffer: return describe_overflow(cmd, intervention, options, sent);
    case Reason::MaxMemory: return describe_max_memory(cmd, result, options, sent);
    case Reason::Interrupted:
      if (intervention.between_attempts) {
        return fmt::format("{}: cpr received {} before attempt {}", cmd,
                           signal_name(intervention.signal), result.attempts->size() + 1);
      }
      return fmt::format("{}: cpr received {}{}", cmd, signal_name(intervention.signal), sent);
    case Reason::OutputLost:
      return fmt::format("{} was still running after the reader of its output had gone{}", cmd,
                         sent);
    case Reason::Replies:
      return fmt::format("{} was still running {} after its channel was closed (--replies){}", cmd,
                         human(options.job.limits.kill_after.value_or(Duration::zero())), sent);
  }
  return {};
}

std::string describe_cleanup(const Cleanup& cleanup, const Result& result, const Options& options) {
  return fmt::format("{} left {} running{}", in_quotes(result.cmd),
                     plural(result.leaked.size() + result.leaked_unnamed, "process", "processes"),
                     signals_sent(cleanup.path, options));
}

std::string command_line(const Leftover& process) {
  return in_quotes(join(process.argv, " "));
}

/// "pid 7 'sleep 9' (120 ms old), holding stdout open"
std::string describe_leftover(const Leftover& process) {
  if (process.argv.empty()) {
    return fmt::format("pid {} (not visible in /proc)", process.pid);
  }
  const std::string text =
      fmt::format("pid {} {} ({} old)", process.pid, command_line(process), human(process.age));
  if (process.holds.empty()) return text;
  std::vector<std::string> streams;
  for (const int fd : process.holds) streams.push_back(stream_name(fd));
  return fmt::format("{}, holding {} open", text, join(streams, " and "));
}

std::string describe_unkillable(const Leftover& process) {
  std::string text = fmt::format("pid {}", process.pid);
  if (!process.argv.empty()) text += ' ' + in_quotes(process.argv.front());
  if (process.untouchable_owner) {
    return fmt::format("cannot signal {}: it runs as user {}", text, *process.untouchable_owner);
  }
  return fmt::format("cannot kill {}: still in state {} after SIGKILL", text, process.state);
}

/// One line for each leftover process, and one with the number of those that are not listed.
void append_leftovers(std::vector<std::string>& lines, const Result& result) {
  const std::size_t more = result.leaked_unnamed;
  if (result.unkillable) {
    for (const auto& process : result.leaked) lines.push_back(describe_unkillable(process));
    if (more > 0) lines.push_back(fmt::format("cannot kill {} more processes", more));
    return;
  }
  const bool killed = result.cleanup && !result.intervention;
  const std::string_view state = killed ? "terminated" : "still running";
  for (const auto& process : result.leaked) {
    lines.push_back(fmt::format("{}: {}", state, describe_leftover(process)));
  }
  if (more > 0) lines.push_back(fmt::format("{}: {} more processes", state, more));
}

/// What the processes were doing when the time was up, or how much memory they had.
void append_snapshot(std::vector<std::string>& lines, const Result& result,
                     const Options& options) {
  const auto& intervention = *result.intervention;
  const auto& snapshot = intervention.path.snapshot;
  const bool all = options.verbosity != Verbosity::Off;
  const std::size_t most = all ? std::numeric_limits<std::size_t>::max() : 10;
  std::vector<std::string> text;
  if (is_too_slow(intervention)) {
    text = snapshot_text(snapshot, most, command_had_exited(intervention, result));
  } else if (intervention.reason == Reason::MaxMemory && intervention.memory.processes > 0) {
    text = memory_text(snapshot, most);
  }
  for (const auto& line : text) lines.push_back("  " + line);
}

/// Without a subreaper or cgroup, a descendant outside of the process group cannot be found. Where
/// that is so for every run, it is not news.
bool may_have_missed(const Result& result, const Limits& limits) {
  if (!why_missing(Facility::ProvenTree).empty()) return false;
  // Workers are killed one by one, and then what they have left running together.
  const bool one_tree = limits.stop.scope == Scope::Tree && result.workers.empty();
  const KillPath* path = result.kill_path();
  if (path == nullptr || !result.pid || !one_tree) return false;
  return path->by == Containment::Group || path->by == Containment::Process;
}

/// A SIGKILL that cpr did not send, while the kernel has killed processes for lack of memory.
bool may_be_oom_kill(const Result& result) {
  return result.exit->value == SIGKILL && !result.killed && result.tree &&
         result.tree->oom_kills.value_or(0) > 0;
}

std::string describe_death(const Result& result) {
  return fmt::format("{} was killed by {}{}", in_quotes(result.cmd),
                     signal_name(result.exit->value),
                     result.exit->core_dumped ? " (core dumped)" : "");
}

std::string describe_unknown(const Result& result) {
  return fmt::format("{}: exit status unknown: another process or library reaped it",
                     in_quotes(result.cmd));
}

/// The end of an attempt.
std::string describe_end(const Result& result, const Options& options) {
  const Verdict how = verdict(result);
  if (result.failure) return describe_failed_start(*result.failure, result.file, options);
  if (result.status_unknown) return describe_unknown(result);
  if (how == Verdict::Signal) return describe_death(result);
  if (how == Verdict::Leak) return describe_cleanup(*result.cleanup, result, options);
  if (how == Verdict::Exit) {
    return fmt::format("{} exited with code {}", in_quotes(result.cmd), result.exit->code());
  }
  return describe_intervention(*result.intervention, result, options);
}

void append_losses(std::vector<std::string>& lines, const Result& result) {
  for (const auto& lost : result.lost) {
    // A reader that goes away is how pipelines end; the exit status reports it.
    if (lost.error != EPIPE) lines.push_back(describe_lost(lost));
  }
}

void append_hook_failure(std::vector<std::string>& lines, const Result& result,
                         const Options& options) {
  const KillPath* path = result.kill_path();
  if (path == nullptr || !path->hook || path->hook->error == 0) return;
  lines.push_back(fmt::format("--before-kill: cannot start {}: {}",
                              in_quotes(options.job.limits.before_kill->command),
                              std::strerror(path->hook->error)));
}

/// Other ends of a hook are its own business.
void append_hook_timeout(std::vector<std::string>& lines, const Result& result,
                         const Options& options) {
  const KillPath* path = result.kill_path();
  if (path == nullptr || !path->hook || !path->hook->timed_out) return;
  const BeforeKill& hook = *options.job.limits.before_kill;
  lines.push_back(fmt::format("--before-kill: killed {}, which was still running after {}",
                              in_quotes(hook.command), human(hook.time_limit)));
}

}  // namespace

bool killed_by_lost_reader(const Result& result, const Job& job) {
  const auto died_of = [&](int signal) {
    return result.exit && *result.exit == ExitStatus{ExitStatus::Kind::Signal, signal};
  };
  // Its terminal was hung up.
  if (died_of(SIGHUP)) return !result.lost.empty() && is_pty(job.stdio, STDIN_FILENO);
  if (!died_of(SIGPIPE)) return false;
  return !result.lost.empty() ||
         std::any_of(job.stdio.begin(), job.stdio.end(), [](const StdioSpec& spec) {
           return spec.kind == StdioSpec::Kind::Dup && reader_is_gone(spec.fd);
         });
}

std::vector<std::string> describe(const Retrying& retrying, const Options& options) {
  const Result& result = *retrying.result;
  std::vector<std::string> lines;
  append_hook_failure(lines, result, options);
  append_hook_timeout(lines, result, options);
  const bool at_once = retrying.delay == Duration::zero();
  lines.push_back(fmt::format("attempt {} of {}: {}; trying again {}{}", retrying.attempt,
                              retrying.of, describe_end(result, options),
                              at_once ? "at once" : "in " + human(retrying.delay),
                              unit_hint(options.bare.retry_delay)));
  if (result.intervention) append_snapshot(lines, result, options);
  return lines;
}

std::string describe(const Skipped& skipped) {
  const bool from_child = skipped.from == Skipped::From::Child;
  const std::string which = from_child ? fmt::format("message {} from the child", skipped.number)
                                       : fmt::format("the message on line {}", skipped.number);
  switch (skipped.why) {
    case Skipped::Why::Broken:
      return fmt::format("skipped {}: {} at byte {}", which, skipped.what, skipped.offset);
    case Skipped::Why::Blank: return fmt::format("skipped {}: it is empty", which);
    case Skipped::Why::Internal:
      return fmt::format("skipped {}: 'cmd' values that begin with NODE_ are reserved", which);
    case Skipped::Why::TooLong:
      return fmt::format("{} {}: it is longer than --max-message",
                         from_child ? "closed the channel at" : "skipped", which);
    case Skipped::Why::TooDeep:
      return fmt::format("closed the channel at {}: it is nested deeper than 1,000 levels", which);
    case Skipped::Why::Truncated:
      return fmt::format("dropped {}: the channel was closed in the middle of it", which);
    case Skipped::Why::Refused:
      return fmt::format("the child did not accept the handle of --send number {}", skipped.number);
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
  std::vector<std::string> names;
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < std::min(most, waiting.leftover.size()); ++i) {
    const Leftover& process = waiting.leftover[i];
    names.push_back(fmt::format("pid {} {}", process.pid, command_line(process)));
  }
  if (waiting.leftover.size() > most) names.emplace_back("...");
  const std::string until = waiting.sigkill_in
                                ? fmt::format("SIGKILL in {}", human(*waiting.sigkill_in))
                                : std::string("no SIGKILL, because --kill-after is none");
  return fmt::format("waiting for {} to exit ({}); {}; Ctrl-C sends SIGKILL now",
                     plural(waiting.leftover.size(), "process", "processes"), join(names, ", "),
                     until);
}

std::vector<std::string> render_own_errors(const Result& result, const Options& options) {
  std::vector<std::string> lines;
  append_hook_failure(lines, result, options);
  append_losses(lines, result);
  return lines;
}

std::vector<std::string> render_messages(const Result& result, const Options& options) {
  std::vector<std::string> lines;
  // timeout(1) says nothing at the limit and about signals.
  const bool silent = is_timeout(options) && !options.announce_signals;
  const std::string cmd = in_quotes(result.cmd);
  if (result.failure) {
    lines.push_back(describe_failed_start(*result.failure, result.file, options));
  }
  append_hook_failure(lines, result, options);
  append_hook_timeout(lines, result, options);
  if (result.intervention) {
    const Reason reason = result.intervention->reason;
    if (!silent || (reason != Reason::Timeout && reason != Reason::Interrupted)) {
      lines.push_back(describe_intervention(*result.intervention, result, options));
      append_snapshot(lines, result, options);
    }
  } else if (result.cleanup) {
    lines.push_back(describe_cleanup(*result.cleanup, result, options));
  } else if (result.exit && result.exit->signaled() && (!silent || result.exit->core_dumped) &&
             !killed_by_lost_reader(result, options.job)) {
    lines.push_back(describe_death(result));
    if (may_be_oom_kill(result)) {
      lines.back() +=
          "; the kernel killed a process in this memory cgroup for lack of memory (oom kill)";
    }
  }
  if (result.status_unknown) {
    lines.push_back(describe_unknown(result));
  }
  if (result.drain_expired && options.bare.drain) {
    lines.push_back(fmt::format("--drain expired while other processes held the output open{}",
                                unit_hint(options.bare.drain)));
  }
  append_losses(lines, result);
  if (may_have_missed(result, options.job.limits)) {
    lines.push_back(
        fmt::format("{} may have descendants that are still running: this system allows neither a "
                    "subreaper nor a cgroup to track them",
                    cmd));
  }
  if (result.unkillable && result.leaked.empty()) {
    lines.push_back("cannot kill or list some descendants: there is no usable /proc");
  }
  const bool reported = result.unkillable || options.job.limits.leaks != LeakAction::Ignore;
  if (reported) append_leftovers(lines, result);
  return lines;
}

}  // namespace cpr::cli
