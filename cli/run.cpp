#include "run.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "dry_run.hpp"
#include "engine.hpp"
#include "events.hpp"
#include "files.hpp"
#include "help.hpp"
#include "log.hpp"
#include "render.hpp"
#include "say.hpp"
#include "signals.hpp"
#include "stand_in.hpp"

namespace cpr::cli {
namespace {

/// Prints something that is all there is to do.
Ending print_and_end(std::string_view text, int status = 0,
                     std::optional<Duration> patience = std::nullopt) {
  bool broken_pipe = false;
  if (print(text, broken_pipe, patience)) return {status};
  return broken_pipe ? Ending{.signal = SIGPIPE} : Ending{status_own_error};
}

std::size_t terminal_width() {
  constexpr std::size_t usual = 80;
  constexpr std::size_t widest = 110;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < usual) return usual;
  return std::min<std::size_t>(size.ws_col, widest);
}

Ending print_dry_run(const Options& options) {
  const DryRun dry = dry_run(options);
  const Ending ending = print_and_end(dry.text, dry.status);
  if (!dry.message.empty() && !options.quiet) say(dry.message);
  return ending;
}

std::string describe(const Limits& limits) {
  const auto or_none = [](const std::optional<Duration>& d) { return d ? human(*d) : "none"; };
  return fmt::format("timeout {}, kill signal {}, kill after {}, max buffer {}",
                     or_none(limits.timeout), signal_name(limits.kill_signal),
                     or_none(limits.kill_after),
                     limits.max_buffer ? std::to_string(*limits.max_buffer) : "none");
}

void log_start(const Options& options) {
  if (!logs(Verbosity::Info)) return;
  const auto& command = options.job.command;
  log(Verbosity::Info,
      fmt::format("running {}{}", in_quotes(command.file),
                  command.shell ? fmt::format(" in {}", *command.shell) : std::string()));
  log(Verbosity::Info, describe(options.job.limits));
  for (const auto& origin : options.from_environment) {
    log(Verbosity::Info,
        fmt::format("{} {} comes from {}", origin.option, origin.value, origin.variable));
  }
}

std::string describe(const Event& event) {
  if (const auto* chunk = std::get_if<Chunk>(&event)) {
    return fmt::format("{} bytes on descriptor {}", chunk->bytes.size(), chunk->fd);
  }
  if (const auto* started = std::get_if<Started>(&event)) {
    return fmt::format("started process {}", started->pid);
  }
  if (const auto* signalled = std::get_if<Signalled>(&event)) {
    return fmt::format("{} to {} process(es), because of {}", signal_name(signalled->signal),
                       signalled->pids, name(signalled->reason));
  }
  if (const auto* exited = std::get_if<Exited>(&event)) {
    return exited->status.signaled()
               ? fmt::format("the child died of {}", signal_name(exited->status.value))
               : fmt::format("the child exited with {}", exited->status.value);
  }
  const auto& result = std::get<Closed>(event).result;
  return fmt::format("closed after {}, verdict {}", human(result.duration), name(verdict(result)));
}

/// \returns false, having said why, when the result could not be delivered
bool write_result(const OutputTarget& target, const std::string& line, bool quiet,
                  std::optional<Duration> patience) {
  const int error = target.path.empty() ? write_all(target.fd, line, patience)
                                        : replace_file(target.path, line, patience);
  if (error != 0 && !quiet) {
    say(fmt::format("cannot write the result to {}: {}",
                    target.path.empty() ? fmt::format("fd:{}", target.fd) : in_quotes(target.path),
                    describe_write_error(error)));
  }
  return error == 0;
}

bool write_pid_file(const std::string& path, int pid, bool quiet) {
  // The limits of the run stand still meanwhile.
  constexpr std::chrono::seconds patience{1};
  const int error = replace_file(path, fmt::format("{}\n", pid), patience);
  if (error != 0 && !quiet) {
    say(fmt::format("cannot write the pid to {}: {}", in_quotes(path),
                    describe_write_error(error)));
  }
  return error == 0;
}

/// How long the readers of the report are waited for. A run that was ended is bounded to its last
/// byte, and one that has a timeout as well.
std::optional<Duration> patience_after(const Result& result, const Limits& limits) {
  constexpr Duration last_second = std::chrono::seconds(1);
  if (result.intervention) return last_second;
  if (limits.timeout) return std::max(last_second, *limits.timeout - result.duration);
  return std::nullopt;
}

Ending report(Result& result, const Options& options, int typed_signal) {
  if (options.job.unref && !result.exit && !result.failure && !result.intervention) {
    return print_and_end(fmt::format("{}\n", *result.pid));
  }
  Ending ending = ending_of(result, options.preserve_status, typed_signal);
  const auto patience = patience_after(result, options.job.limits);
  if (options.json) {
    const Ending printed = print_and_end(render_json(result, options, true) + "\n", 0, patience);
    if (printed != Ending{}) ending = printed;
  }
  // On --result alone the streams have gone where they belong, and are null.
  if (options.result) {
    if (!write_result(*options.result, render_json(result, options, false) + "\n", options.quiet,
                      patience)) {
      ending = {status_own_error};
    }
  }
  if (!options.quiet) {
    // With --json the object says what the other lines would say.
    for (const auto& line :
         options.json ? render_losses(result) : render_messages(result, options)) {
      say(line);
    }
  }
  return ending;
}

}  // namespace

Ending run(const Options& options) {
  switch (options.action) {
    case Options::Action::Version: return print_and_end(version_text());
    case Options::Action::Help: return print_and_end(help_text(options.verb, terminal_width()));
    case Options::Action::DryRun: return print_dry_run(options);
    case Options::Action::Run: break;
  }
  leave_stand_in();
  if (options.job.no_orphans) leave_guardians();
  if (!options.quiet) start_log(options.verbosity);
  log_start(options);
  if (!options.quiet) {
    for (const auto& warning : options.warnings) say(warning);
  }
  std::optional<Result> result;
  bool started = false;
  bool pid_file_written = true;
  const Fd event_file =
      options.events ? open_event_target(*options.events, options.job.limits.timeout) : Fd();
  Engine engine;
  std::optional<EventWriter> events;
  if (options.events) {
    events.emplace(engine, options, event_file ? event_file.get() : options.events->fd);
  }
  engine.start(options.job, [&](Event event) {
    const auto level = std::holds_alternative<Chunk>(event) ? Verbosity::Debug : Verbosity::Info;
    if (logs(level)) log(level, describe(event));
    if (const auto* start = std::get_if<Started>(&event)) {
      started = true;
      if (options.pid_file) {
        pid_file_written = write_pid_file(*options.pid_file, start->pid, options.quiet);
      }
    }
    auto* closed = std::get_if<Closed>(&event);
    // Not of a directory that the child has not got into: it may hang whoever looks at it.
    const bool looks = started || !options.job.command.cwd;
    if (closed != nullptr && looks && (options.json || options.result || events)) {
      closed->result.cwd = absolute_directory(closed->result.cwd);
    }
    if (events) events->on(event);
    if (closed != nullptr) result = std::move(closed->result);
  });
  engine.run();
  dismiss_guardians();
  engine.release_signals();
  Ending ending = report(*result, options, engine.typed_signal());
  if (!pid_file_written && ending == Ending{}) ending = {status_own_error};
  auto patience = patience_after(*result, options.job.limits);
  // One that has stalled while the run was ended has had its second already.
  if (events && result->intervention && events->stalled()) patience = Duration::zero();
  if (events && !events->finish(patience)) {
    const bool on_stdout = options.events->fd == STDOUT_FILENO;
    if (on_stdout && events->broken_pipe()) {
      ending = {.signal = SIGPIPE};
    } else if (!result->intervention) {
      ending = {status_own_error};
    }
  }
  return ending;
}

}  // namespace cpr::cli
