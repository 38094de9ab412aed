#include "run.hpp"

#include <unistd.h>

#include <memory>
#include <utility>

#include "background.hpp"
#include "core/signals.hpp"
#include "dry_run.hpp"
#include "files/blocking_io.hpp"
#include "files/output_file.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "help.hpp"
#include "log.hpp"
#include "manual.hpp"
#include "options/channel_options.hpp"
#include "options/ready_options.hpp"
#include "process/environment.hpp"
#include "process/inherited_fds.hpp"
#include "process/shim.hpp"
#include "report/delivery.hpp"
#include "report/events.hpp"
#include "report/progress.hpp"
#include "report/render_text.hpp"
#include "report/run_log.hpp"
#include "report/say.hpp"
#include "report/workers_text.hpp"
#include "run/engine.hpp"
#include "run/retry.hpp"
#include "run/workers.hpp"
#include "runs/kill.hpp"
#include "runs/ps.hpp"
#include "runs/wait.hpp"

namespace cpr::cli {
namespace {

/// The result of a run whose timeout expired before the child was started.
Result never_started(const Options& options) {
  const Job& job = options.job;
  Execve execve = resolve(job.command, own_environment(), channel_end(job));
  Result result;
  name_command(result, execve, job.command);
  result.intervention = Intervention{.reason = Reason::Timeout};
  result.duration = Clock::now() - *job.started_at;
  if (options.retry) {
    result.attempts = {{.verdict = verdict(result), .duration = result.duration}};
  }
  return result;
}

/// One run, from the start of its children to the report.
class Run {
 public:
  /// \param background null, or that of the run; it is entered before execute()
  Run(Options& options, Background* background)
      : options_(options), background_(background), delivery_(options), job_(options.job) {
    job_.measure = options.json || options.result || options.events;
    job_.report_start_at_once = options.events || options.pid_file || options.background ||
                                options.progress || job_.channel || logs();
    const TimePoint deadline = deadline_of(options);
    try {
      if (options.events) open_events(deadline);
      if (options.log) log_.emplace(options, deadline);
      if (!options.expired_during) open_channel(deadline);
      if (job_.ready && !options.expired_during) check_nothing_answers(*job_.ready, deadline);
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
    if (log_) job_.log = &log_->start(engine);
    std::optional<Progress> progress;
    if (options_.progress && !options_.quiet) progress.emplace(engine, options_);
    progress_ = progress ? &*progress : nullptr;
    if (background_ != nullptr) watch_caller(engine);
    if (options_.expired_during) {
      on({Closed{never_started(options_)}});
    } else if (server_) {
      run_workers(engine);
    } else if (options_.retry) {
      run_attempts(engine);
    } else {
      engine.start(job_, [this](Event event) { on(std::move(event)); });
      engine.run();
    }
    progress_ = nullptr;
    progress.reset();
    delivery_.close(*result_, engine.typed_signal(), events_ ? &*events_ : nullptr,
                    log_ ? &*log_ : nullptr);
    disarm_guardians();
    engine.shut_down();
    const Ending ending = delivery_.deliver();
    if (background_ != nullptr) background_->close(*result_, ending);
    events_.reset();
    // Exiting closes everything in one step, which is faster than destructors.
    static_cast<void>(engine_.release());
    return ending;
  }

 private:
  void open_events(TimePoint deadline) {
    const std::string& path = options_.events->path;
    if (!path.empty()) event_file_ = open_output("--events", path, deadline);
  }

  /// Called before the engine blocks the signals, so that they can interrupt a connect(2).
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

  void watch_caller(Engine& engine) {
    caller_watch_.emplace(engine.loop(), background_->caller_fd(), [this, &engine] {
      caller_watch_->close();
      if (!background_->is_delivered()) engine.terminate(SIGTERM);
    });
    caller_watch_->start(Watch::readable);
  }

  void run_workers(Engine& engine) {
    const auto ended_well = [this](const Result& result) {
      return ending_of(result, {.preserve = options_.preserve_status}) == Ending{};
    };
    workers_.emplace(
        engine, job_,
        Workers::Spec{.socket = {.server = std::move(server_), .message = options_.accept->message},
                      .count = options_.accept->workers,
                      .respawn = options_.accept->respawn,
                      .ended_well = ended_well},
        [this](Event event) { on(std::move(event)); });
    workers_->run();
  }

  void run_attempts(Engine& engine) {
    const auto is_useful = [this](const Result& result) {
      return !killed_by_lost_reader(result, options_.job) && (!events_ || events_->error() == 0);
    };
    attempts_.emplace(engine, job_, Retry::Spec{.policy = *options_.retry, .is_useful = is_useful},
                      [this](Event event) { on(std::move(event)); });
    attempts_->run();
  }

  void on(Event event) {
    if (progress_ != nullptr) progress_->on(event);
    log_event(event);
    const auto* skipped = std::get_if<Skipped>(&event.fact);
    if (skipped != nullptr && !options_.quiet) say(describe(*skipped));
    if (const auto* waiting = std::get_if<StillWaiting>(&event.fact))
      return report_waiting(*waiting);
    if (const auto* sent = std::get_if<Signalled>(&event.fact)) announce(*sent);
    if (const auto* start = std::get_if<Started>(&event.fact)) {
      started_ = true;
      if (background_ == nullptr) delivery_.write_pid(start->pid);
    }
    if (background_ != nullptr) tell_background(event);
    if (const auto* retrying = std::get_if<Retrying>(&event.fact)) announce(*retrying);
    if (const auto text = describe_workers(event); text && !options_.quiet) say(*text);
    auto* closed = std::get_if<Closed>(&event.fact);
    // realpath on a dead mount could hang, so only of a directory that the child has entered.
    const bool resolves_cwd = started_ || !options_.job.command.cwd;
    if (closed != nullptr && resolves_cwd && (options_.json || options_.result || events_)) {
      closed->result.cwd = absolute_directory(closed->result.cwd);
    }
    if (closed != nullptr) {
      result_ = std::move(closed->result);
    } else if (events_) {
      events_->on(event);
    }
  }

  void tell_background(const Event& event) {
    background_->on(event);
    if (!background_->is_start(event)) return;
    delivery_.write_pid(background_->pid());
    background_->report();
  }

  void announce(const Signalled& sent) const {
    if (!options_.announce_signals || options_.quiet) return;
    const std::string name = signal_name(sent.signal).substr(3);  // without SIG, as timeout(1)
    say(fmt::format("sending signal {} to command {}", name, in_quotes(options_.job.command.file)));
  }

  /// With --json the object says it.
  void announce(const Retrying& retrying) const {
    if (options_.quiet || options_.json) return;
    for (const auto& line : describe(retrying, options_)) say(line);
  }

  /// Once a run while the child is running, since a REPL handles every Ctrl-C.
  void report_waiting(const StillWaiting& waiting) {
    if (options_.quiet || ::isatty(STDERR_FILENO) == 0) return;
    if (waiting.child_running && std::exchange(reported_running_, true)) return;
    say(describe(waiting, options_.job.command.file));
  }

  const Options& options_;
  Background* background_;
  Delivery delivery_;
  Fd event_file_;
  Job& job_;
  Fd messages_;
  std::shared_ptr<Handle> server_;
  std::optional<Retry> attempts_;  ///< with --retries; its job must outlive the engine
  std::unique_ptr<Engine> engine_;
  std::optional<Watch> caller_watch_;  ///< with --background, until the token is delivered
  std::optional<Workers> workers_;     ///< with --accept
  std::optional<EventWriter> events_;  ///< watches in the engine's loop, so it is destroyed first
  std::optional<RunLog> log_;          ///< likewise
  Progress* progress_ = nullptr;       ///< while the children run
  std::optional<Result> result_;
  bool started_ = false;
  bool reported_running_ = false;
};

void start_reports(const Options& options) {
  start_log(options);
  if (options.quiet) return;
  for (const auto& warning : options.warnings) say(warning);
}

Ending run_here(Options& options) {
  const auto drop_fds = [fd = options.job.handed_over ? options.job.handed_over->get() : -1] {
    if (fd >= 0) close_fd(fd);
  };
  options.as_init = fork_shim(drop_fds);
  if (options.job.no_orphans) fork_guardians(drop_fds);
  start_reports(options);
  return Run(options, nullptr).execute();
}

/// Everything that can block, such as opening a FIFO, comes before the supervisor exists.
Ending run_in_background(Options& options) {
  start_reports(options);
  Background background(options);
  Run run(options, &background);
  background.enter();
  // No shim is needed: a process that was just forked has no children, and is not PID 1.
  if (options.job.no_orphans) fork_guardians(drop_all_fds);
  return run.execute();
}

}  // namespace

Ending run(Options options) {
  switch (options.action) {
    case Options::Action::Version: return print_and_end(version_text());
    case Options::Action::BriefHelp: return show_help(options.verb, true);
    case Options::Action::Help: return show_help(options.verb);
    case Options::Action::Manual: return show_manual(options.verb);
    case Options::Action::DryRun:
      if (!options.expired_during) return dry_run(options);
      if (!options.quiet) {
        for (const auto& line : render_messages(never_started(options), options)) say(line);
      }
      return {status_timeout};
    case Options::Action::Run:
      switch (options.verb.value()) {
        case Verb::Kill: return kill_runs(options);
        case Verb::Wait: return wait_for_runs(options);
        case Verb::Ps: return list_runs(options);
        default: break;
      }
  }
  return options.background ? run_in_background(options) : run_here(options);
}

}  // namespace cpr::cli
