#include "run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "core/signals.hpp"
#include "dry_run.hpp"
#include "files/blocking_io.hpp"
#include "files/output_file.hpp"
#include "format/printable.hpp"
#include "help.hpp"
#include "log.hpp"
#include "manual.hpp"
#include "options/channel_options.hpp"
#include "process/environment.hpp"
#include "process/shim.hpp"
#include "report/events.hpp"
#include "report/progress.hpp"
#include "report/render.hpp"
#include "report/say.hpp"
#include "run/engine.hpp"
#include "run/workers.hpp"

namespace cpr::cli {
namespace {

/// The timeout expired before the child was started.
Result never_started(const Options& options) {
  const Job& job = options.job;
  Execve execve = resolve(job.command, own_environment(), channel_end(job));
  Result result;
  result.cmd = std::move(execve.cmd);
  result.file = std::move(execve.file);
  result.argv = std::move(execve.argv);
  result.cwd = job.command.cwd;
  result.intervention = Intervention{.reason = Reason::Timeout};
  result.duration = Clock::now() - *job.started_at;
  return result;
}

Ending print_dry_run(const Options& options) {
  if (options.expired_during) {
    if (!options.quiet) {
      for (const auto& line : render_messages(never_started(options), options)) say(line);
    }
    return {status_timeout};
  }
  const DryRun dry = dry_run(options);
  const Ending ending = print_and_end(dry.text, dry.status);
  if (!dry.message.empty() && !options.quiet) say(dry.message);
  return ending;
}

std::string line_of(const Limits& limits) {
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
  log(Verbosity::Info, line_of(options.job.limits));
  for (const auto& origin : options.from_environment) {
    log(Verbosity::Info,
        fmt::format("{} {} comes from {}", origin.option, origin.value, origin.variable));
  }
}

std::string line_of(const Event& event) {
  if (const auto* chunk = std::get_if<Chunk>(&event.fact)) {
    return fmt::format("{} bytes on descriptor {}", chunk->bytes.size(), chunk->fd);
  }
  if (const auto* started = std::get_if<Started>(&event.fact)) {
    return fmt::format("started process {}", started->pid);
  }
  if (const auto* signalled = std::get_if<Signalled>(&event.fact)) {
    return fmt::format("{} to {} {}, because of {}", signal_name(signalled->signal),
                       signalled->pids, signalled->pids == 1 ? "process" : "processes",
                       name(signalled->reason));
  }
  if (const auto* exited = std::get_if<Exited>(&event.fact)) {
    return exited->status.signaled()
               ? fmt::format("the child died of {}", signal_name(exited->status.value))
               : fmt::format("the child exited with {}", exited->status.value);
  }
  if (const auto* message = std::get_if<Message>(&event.fact)) {
    return fmt::format("a message of {} bytes{}", message->json.size(),
                       message->with_handle ? ", with a handle, which is closed" : "");
  }
  if (std::holds_alternative<Disconnected>(event.fact)) return "the channel is closed";
  if (const auto* skipped = std::get_if<Skipped>(&event.fact)) return describe(*skipped);
  if (const auto* waiting = std::get_if<StillWaiting>(&event.fact)) {
    return fmt::format("{} was typed, and the run goes on", signal_name(waiting->signal));
  }
  if (std::holds_alternative<WorkerClosed>(event.fact)) {
    return fmt::format("worker {} is closed", event.worker);
  }
  const auto& result = std::get<Closed>(event.fact).result;
  return fmt::format("closed after {}, verdict {}", human(result.duration), name(verdict(result)));
}

/// \returns false, having said why, when the result could not be delivered
bool write_result(const OutputTarget& target, const std::optional<OutputFile>& file,
                  const std::string& line, bool quiet, std::optional<Duration> patience) {
  const int error = file ? file->replace(line, patience) : write_all(target.fd, line, patience);
  if (error != 0 && !quiet) {
    say(fmt::format("cannot write the result to {}: {}",
                    target.path.empty() ? fmt::format("fd:{}", target.fd) : in_quotes(target.path),
                    describe_write_error(error)));
  }
  return error == 0;
}

bool write_pid_file(const std::string& path, const OutputFile& file, int pid, bool quiet) {
  // The limits of the run stand still meanwhile.
  constexpr std::chrono::seconds patience{1};
  const int error = file.replace(fmt::format("{}\n", pid), patience);
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
  if (result.kill_path() != nullptr) return last_second;
  if (limits.timeout) return std::max(last_second, *limits.timeout - result.duration);
  return std::nullopt;
}

Ending report(Result& result, const Options& options, const std::optional<OutputFile>& result_file,
              int typed_signal) {
  const bool released = options.job.lifetime == Lifetime::Released;
  if (released && !result.exit && !result.failure && result.kill_path() == nullptr) {
    return print_and_end(fmt::format("{}\n", *result.pid));
  }
  Ending ending = ending_of(result, {.preserve = options.preserve_status,
                                     .as_init = options.as_init,
                                     .typed_signal = typed_signal});
  const auto patience = patience_after(result, options.job.limits);
  if (options.json) {
    PatientWriter out(STDOUT_FILENO, patience);
    JsonWriter json([&](std::string_view piece) { out.write(piece); });
    write_json(json, result, options, true);
    json.finish();
    const Ending printed = ending_after_write(out.error());
    if (printed != Ending{}) ending = printed;
  }
  // On --result alone the streams have gone where they belong, and are null.
  if (options.result) {
    JsonWriter json;
    write_json(json, result, options, false);
    json.finish();
    if (!write_result(*options.result, result_file, json.text(), options.quiet, patience)) {
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

/// The end of a worker that did not end well.
std::string describe_worker(std::size_t worker, const WorkerEnd& end) {
  const std::string which = fmt::format("worker {}", worker);
  if (!end.pid) return fmt::format("{} cannot be started", which);
  if (!end.exit) return fmt::format("{}: exit status unknown", which);
  return end.exit->signaled()
             ? fmt::format("{} (pid {}) was ended by {}", which, *end.pid,
                           signal_name(end.exit->value))
             : fmt::format("{} (pid {}) exited with {}", which, *end.pid, end.exit->value);
}

/// One run, from the start of its children to the report.
class Run {
 public:
  explicit Run(Options& options) : options_(options), job_(options.job) {
    if (options.result && !options.result->path.empty()) {
      result_file_.emplace("--result", options.result->path);
    }
    if (options.pid_file) pid_file_.emplace("--pid-file", *options.pid_file);
    job_.measure = options.json || options.result || options.events;
    job_.report_start_at_once = options.events || options.pid_file || options.progress ||
                                job_.channel || logs(Verbosity::Info);
    const TimePoint deadline = deadline_of(options);
    try {
      if (options.events) event_file_ = open_event_target(*options.events, deadline);
      if (!options.expired_during) open_channel(deadline);
      if (Clock::now() >= deadline && !options.expired_during) options.expired_during.emplace();
    } catch (ExpiredEarly& expired) {
      if (!options.expired_during) options.expired_during = std::move(expired.during);
    }
  }

  Ending execute() {
    engine_ = std::make_unique<Engine>();
    Engine& engine = *engine_;
    if (options_.as_init) engine.serve_as_init();
    if (options_.events && (event_file_ || options_.events->path.empty())) {
      events_.emplace(engine, options_, event_file_ ? event_file_.get() : options_.events->fd);
    }
    std::optional<Progress> progress;
    if (options_.progress && !options_.quiet) progress.emplace(engine, options_);
    progress_ = progress ? &*progress : nullptr;
    if (options_.expired_during) {
      on({Closed{never_started(options_)}});
    } else if (server_) {
      run_workers(engine);
    } else {
      engine.start(job_, [this](Event event) { on(std::move(event)); });
      engine.run();
    }
    progress_ = nullptr;
    progress.reset();
    disarm_guardians();
    engine.shut_down();
    const Ending ending = end(engine.typed_signal());
    events_.reset();
    // What the end of the process closes in one step is not closed one by one before.
    static_cast<void>(engine_.release());
    return ending;
  }

 private:
  /// Before the engine takes the signals, so that they end a connection that nobody answers.
  void open_channel(TimePoint deadline) {
    if (job_.channel) open_handles(*job_.channel, deadline);
    if (options_.messages_file) {
      messages_ = open_messages(*options_.messages_file);
      job_.channel->source = messages_.get();
    }
    if (!options_.accept) return;
    const HandleSpec& address = options_.accept->address;
    server_ = open_named_handle("--accept", address, deadline);
    const bool chosen = address.kind == HandleSpec::Kind::TcpServer && address.port == 0;
    if (chosen && !options_.quiet) {
      say(fmt::format("listening on {}", local_address(server_->fd())));
    }
  }

  void run_workers(Engine& engine) {
    const auto ended_well = [this](const Result& result) {
      return ending_of(result, {.preserve = options_.preserve_status}) == Ending{};
    };
    workers_.emplace(engine, job_,
                     Workers::Spec{.server = std::move(server_),
                                   .message = options_.accept->message,
                                   .count = options_.accept->workers,
                                   .ended_well = ended_well},
                     [this](Event event) { on(std::move(event)); });
    workers_->run();
  }

  void on(Event event) {
    if (progress_ != nullptr) progress_->on(event);
    const bool is_data =
        std::holds_alternative<Chunk>(event.fact) || std::holds_alternative<Message>(event.fact);
    const auto level = is_data ? Verbosity::Debug : Verbosity::Info;
    if (logs(level)) log(level, line_of(event));
    const auto* skipped = std::get_if<Skipped>(&event.fact);
    if (skipped != nullptr && !options_.quiet) say(describe(*skipped));
    if (const auto* waiting = std::get_if<StillWaiting>(&event.fact)) return tell(*waiting);
    if (const auto* start = std::get_if<Started>(&event.fact)) {
      started_ = true;
      if (options_.pid_file) {
        pid_file_written_ =
            write_pid_file(*options_.pid_file, *pid_file_, start->pid, options_.quiet);
      }
    }
    if (const auto* worker = std::get_if<WorkerClosed>(&event.fact)) {
      if (!worker->well && !options_.quiet) say(describe_worker(event.worker, worker->end));
      return;
    }
    auto* closed = std::get_if<Closed>(&event.fact);
    // Not of a directory that the child has not got into: it may hang whoever looks at it.
    const bool looks = started_ || !options_.job.command.cwd;
    if (closed != nullptr && looks && (options_.json || options_.result || events_)) {
      closed->result.cwd = absolute_directory(closed->result.cwd);
    }
    if (events_) events_->on(event);
    if (closed != nullptr) result_ = std::move(closed->result);
  }

  /// Once a run for a child that goes on: a REPL that handles Ctrl-C need not hear it again.
  void tell(const StillWaiting& waiting) {
    if (options_.quiet || ::isatty(STDERR_FILENO) == 0) return;
    if (waiting.child_running && std::exchange(told_child_running_, true)) return;
    say(describe(waiting, options_.job.command.file));
  }

  Ending end(int typed_signal) {
    Ending ending = report(*result_, options_, result_file_, typed_signal);
    if (!pid_file_written_ && ending == Ending{}) ending = {status_own_error};
    auto patience = patience_after(*result_, options_.job.limits);
    // One that has stalled while the run was ended has had its second already.
    if (events_ && result_->kill_path() != nullptr && events_->stalled())
      patience = Duration::zero();
    if (events_ && !events_->finish(patience)) {
      const bool on_stdout = options_.events->fd == STDOUT_FILENO;
      if (on_stdout && events_->broken_pipe()) {
        ending = {.signal = SIGPIPE};
      } else if (result_->kill_path() == nullptr) {
        ending = {status_own_error};
      }
    }
    return ending;
  }

  const Options& options_;
  std::optional<OutputFile> result_file_;
  std::optional<OutputFile> pid_file_;
  Fd event_file_;
  Job& job_;
  Fd messages_;
  std::shared_ptr<Handle> server_;
  std::unique_ptr<Engine> engine_;
  std::optional<Workers> workers_;     ///< with --accept
  std::optional<EventWriter> events_;  ///< watches in the engine's loop, so it is destroyed first
  Progress* progress_ = nullptr;       ///< while the children run
  std::optional<Result> result_;
  bool started_ = false;
  bool pid_file_written_ = true;
  bool told_child_running_ = false;
};

}  // namespace

Ending run(Options options) {
  switch (options.action) {
    case Options::Action::Version: return print_and_end(version_text());
    case Options::Action::BriefHelp: return show_help(options.verb, true);
    case Options::Action::Help: return show_help(options.verb);
    case Options::Action::Manual: return show_manual(options.verb);
    case Options::Action::DryRun: return print_dry_run(options);
    case Options::Action::Run: break;
  }
  const int handed_over = options.job.handed_over ? options.job.handed_over->get() : -1;
  options.as_init = fork_shim(handed_over);
  if (options.job.no_orphans) fork_guardians(handed_over);
  if (!options.quiet) start_log(options.verbosity);
  log_start(options);
  if (!options.quiet) {
    for (const auto& warning : options.warnings) say(warning);
  }
  return Run(options).execute();
}

}  // namespace cpr::cli
