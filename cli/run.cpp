#include "run.hpp"

#include <unistd.h>

#include <memory>
#include <utility>

#include "core/signals.hpp"
#include "dry_run.hpp"
#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "help.hpp"
#include "log.hpp"
#include "manual.hpp"
#include "options/channel_options.hpp"
#include "process/environment.hpp"
#include "process/shim.hpp"
#include "report/delivery.hpp"
#include "report/events.hpp"
#include "report/progress.hpp"
#include "report/render_text.hpp"
#include "report/say.hpp"
#include "report/workers_text.hpp"
#include "run/engine.hpp"
#include "run/retry.hpp"
#include "run/workers.hpp"

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
  explicit Run(Options& options) : options_(options), delivery_(options), job_(options.job) {
    job_.measure = options.json || options.result || options.events;
    job_.report_start_at_once =
        options.events || options.pid_file || options.progress || job_.channel || logs();
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
    } else if (options_.retry) {
      run_attempts(engine);
    } else {
      engine.start(job_, [this](Event event) { on(std::move(event)); });
      engine.run();
    }
    progress_ = nullptr;
    progress.reset();
    delivery_.close(*result_, engine.typed_signal(), events_ ? &*events_ : nullptr);
    disarm_guardians();
    engine.shut_down();
    const Ending ending = delivery_.deliver();
    events_.reset();
    // Exiting closes everything in one step, which is faster than destructors.
    static_cast<void>(engine_.release());
    return ending;
  }

 private:
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
      delivery_.write_pid(start->pid);
    }
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
  Delivery delivery_;
  Fd event_file_;
  Job& job_;
  Fd messages_;
  std::shared_ptr<Handle> server_;
  std::optional<Retry> attempts_;  ///< with --retries; its job must outlive the engine
  std::unique_ptr<Engine> engine_;
  std::optional<Workers> workers_;     ///< with --accept
  std::optional<EventWriter> events_;  ///< watches in the engine's loop, so it is destroyed first
  Progress* progress_ = nullptr;       ///< while the children run
  std::optional<Result> result_;
  bool started_ = false;
  bool reported_running_ = false;
};

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
    case Options::Action::Run: break;
  }
  const int handed_over = options.job.handed_over ? options.job.handed_over->get() : -1;
  options.as_init = fork_shim(handed_over);
  if (options.job.no_orphans) fork_guardians(handed_over);
  start_log(options);
  if (!options.quiet) {
    for (const auto& warning : options.warnings) say(warning);
  }
  return Run(options).execute();
}

}  // namespace cpr::cli
