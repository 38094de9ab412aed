#include "run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "core/signals.hpp"
#include "dry_run.hpp"
#include "files/blocking_io.hpp"
#include "help.hpp"
#include "log.hpp"
#include "manual.hpp"
#include "options/channel_options.hpp"
#include "process/shim.hpp"
#include "report/delivery.hpp"
#include "report/events.hpp"
#include "report/progress.hpp"
#include "report/render_text.hpp"
#include "report/say.hpp"
#include "run/engine.hpp"
#include "run/workers.hpp"

namespace cpr::cli {
namespace {

/// The result of a run whose timeout expired before the child was started.
Result never_started(const Options& options) {
  const Job& job = options.job;
  Execve execve = resolve(job.command, own_environment(), channel_end(job));
  Result result;
  result.cmd = std::move(execve.cmd);
  result.file = std::move(execve.file);
  result.argv = std::move(execve.argv);
  result.cwd = job.command.cwd;
  result.intervention = Intervention{.reason = Reason::Timeout, .by = Containment::Process};
  result.duration = Clock::now() - *job.started_at;
  return result;
}

/// The end of a worker that did not end well.
std::string describe_worker(std::size_t worker, const Result& result) {
  const std::string which = fmt::format("worker {}", worker);
  if (result.failure) return fmt::format("{} could not be started", which);
  if (!result.exit) return fmt::format("{}: exit status unknown", which);
  return result.exit->signaled() ? fmt::format("{} (pid {}) was killed by {}", which, *result.pid,
                                               signal_name(result.exit->value))
                                 : fmt::format("{} (pid {}) exited with code {}", which,
                                               *result.pid, result.exit->value);
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
      on(Closed{never_started(options_)}, 0);
    } else if (server_) {
      run_workers(engine);
    } else {
      engine.start(job_, [this](Event event) { on(std::move(event), 0); });
      engine.run();
    }
    progress_ = nullptr;
    progress.reset();
    disarm_guardians();
    engine.shut_down();
    const Ending ending =
        delivery_.deliver(*result_, engine.typed_signal(), events_ ? &*events_ : nullptr);
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
    const AcceptOptions& accept = *options_.accept;
    worker_job_ = Workers::job_of_each(job_);
    Workers workers(engine, worker_job_,
                    {.server = std::move(server_),
                     .message = accept.message,
                     .count = accept.workers,
                     .source = job_.channel->source,
                     .max_message = job_.channel->max_message},
                    [this](std::size_t worker, Event event) { on(std::move(event), worker + 1); });
    ends_.resize(accept.workers);
    workers.start();
    engine.run();
    const bool ends_rest = result_->intervention || engine.typed_signal() != 0;
    if (ends_rest && options_.job.limits.whole_tree && !engine.end_rest()) {
      result_->unkillable = true;
    }
    for (std::size_t i = 0; i < ends_.size(); ++i) ends_[i].connections = workers.taken_by(i);
    result_->workers = std::move(ends_);
    if (!result_->channel) result_->channel.emplace();
    result_->channel->messages = std::move(worker_messages_);
    if (!events_) return;
    Event closed = Closed{std::move(*result_)};
    events_->on(closed, 0);
    result_ = std::move(std::get<Closed>(closed).result);
  }

  /// \param worker from 1 on, 0 where there is one child
  void on(Event event, std::size_t worker) {
    if (progress_ != nullptr) progress_->on(event);
    log_event(event);
    const auto* skipped = std::get_if<Skipped>(&event);
    if (skipped != nullptr && !options_.quiet) say(describe(*skipped));
    if (const auto* waiting = std::get_if<StillWaiting>(&event)) return report_waiting(*waiting);
    if (const auto* start = std::get_if<Started>(&event)) {
      started_ = true;
      delivery_.write_pid(start->pid);
    }
    auto* closed = std::get_if<Closed>(&event);
    // realpath on a dead mount could hang, so only of a directory that the child has entered.
    const bool resolves_cwd = started_ || !options_.job.command.cwd;
    if (closed != nullptr && resolves_cwd && (options_.json || options_.result || events_)) {
      closed->result.cwd = absolute_directory(closed->result.cwd);
    }
    // With workers there is one close event, after all of them.
    if (events_ && (closed == nullptr || worker == 0)) events_->on(event, worker);
    if (closed == nullptr) return;
    if (worker > 0) {
      worker_closed(std::move(closed->result), worker);
    } else {
      result_ = std::move(closed->result);
    }
  }

  /// Once a run while the child is running, since a REPL handles every Ctrl-C.
  void report_waiting(const StillWaiting& waiting) {
    if (options_.quiet || ::isatty(STDERR_FILENO) == 0) return;
    if (waiting.child_running && std::exchange(reported_running_, true)) return;
    say(describe(waiting, options_.job.command.file));
  }

  /// The first that did not end well speaks for all, else the last.
  void worker_closed(Result result, std::size_t worker) {
    const bool well = ending_of(result, {.preserve = options_.preserve_status}) == Ending{};
    if (!well && !options_.quiet) say(describe_worker(worker, result));
    ends_[worker - 1] = {.pid = result.pid, .exit = result.exit};
    // A worker that could not be started has no channel.
    if (auto& channel = result.channel) {
      std::move(channel->messages.begin(), channel->messages.end(),
                std::back_inserter(worker_messages_));
      channel->messages.clear();
    }
    if (!decided_) result_ = std::move(result);
    decided_ = decided_ || !well;
  }

  const Options& options_;
  Delivery delivery_;
  Fd event_file_;
  Job& job_;
  Job worker_job_;  ///< with --accept: of each worker
  Fd messages_;
  std::shared_ptr<Handle> server_;
  std::unique_ptr<Engine> engine_;
  std::optional<EventWriter> events_;  ///< watches in the engine's loop, so it is destroyed first
  Progress* progress_ = nullptr;       ///< while the children run
  std::optional<Result> result_;
  std::vector<WorkerEnd> ends_;
  std::vector<std::string> worker_messages_;  ///< of all workers, in the order in which they ended
  bool decided_ = false;                      ///< a worker has not ended well
  bool started_ = false;
  bool reported_running_ = false;
};

}  // namespace

Ending run(Options options) {
  switch (options.action) {
    case Options::Action::Version: return print_and_end(version_text());
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
  options.as_init = fork_shim(options.job.handed_over);
  if (options.job.no_orphans) fork_guardians(options.job.handed_over);
  start_log(options);
  if (!options.quiet) {
    for (const auto& warning : options.warnings) say(warning);
  }
  return Run(options).execute();
}

}  // namespace cpr::cli
