#include "run/workers.hpp"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <utility>

#include "io/queued_writer.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

using Stage = Worker::Stage;

/// The job of each process with this number.
Job job_of(const Job& job, std::size_t index) {
  Job own = job;
  own.channel->source = -1;
  own.channel->keep_channel = true;  // the end of the source ends nothing
  // A variable of --env replaces it.
  auto& set = own.command.env.set;
  set.insert(set.begin(), {"CPR_WORKER", std::to_string(index + 1)});
  return own;
}

/// Whether this is a reason to end all workers, each of which does so by itself.
bool is_for_all(std::optional<Reason> reason) {
  return reason == Reason::Timeout || reason == Reason::MaxMemory || reason == Reason::Interrupted;
}

}  // namespace

Workers::Workers(Engine& engine, const Job& job, Spec spec, Sink sink)
    : engine_(engine),
      job_(job),
      spec_(std::move(spec)),
      sink_(std::move(sink)),
      had_terminal_(has_terminal()),
      slots_(spec_.count),
      policy_(spec_.count),
      input_(engine.loop(), *job.channel, workers_, sink_),
      dispatcher_(engine.loop(), std::move(spec_.socket), slots_),
      rollover_(slots_, {.start = [this](std::size_t index) -> Worker& {
                           return start_worker(index, Stage::Starting);
                         },
                         .take_over = [this](Worker& worker) { take_over(worker); },
                         .failed =
                             [this](Worker& worker) {
                               worker.unready = true;
                               replace_after(worker);
                               if (worker.stage == Stage::Closed) return report_unready(worker);
                               disconnect(worker, job_.limits.kill_signal);
                             }}),
      alarm_(engine.loop(), [this] { changed_ = true; }) {
  const auto turns = std::make_shared<LineTurns>();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].job = job_of(job, i);
    slots_[i].job.channel->turns = turns;
  }
  if (job.limits.timeout) deadline_ = saturating_add(*job.started_at, *job.limits.timeout);
}

Workers::~Workers() {
  engine_.handle_signals({});
}

void Workers::run() {
  engine_.handle_signals({.reload = [this] { return reload(); },
                          .terminate = [this](int signal) { return terminate(signal); },
                          .typed = [this] { end_replacing(); },
                          .resumed = [this](Duration stopped) { postpone(stopped); }});
  for (std::size_t i = 0; i < slots_.size() && !crash_loop_; ++i) start_worker(i, Stage::Serving);
  input_.resume();
  settle();
  while (!over()) {
    engine_.run_once();
    settle();
  }
  finish();
}

// --- between two turns of the loop ---------------------------------------------------------------

bool Workers::over() const {
  const auto closed = [](const Worker& worker) { return worker.stage == Stage::Closed; };
  const auto due = [](const WorkerSlot& slot) { return slot.due.has_value(); };
  return std::all_of(workers_.begin(), workers_.end(), closed) &&
         std::none_of(slots_.begin(), slots_.end(), due);
}

/// Does what has become due. Children are started and released only here, where no callback of one
/// is running.
void Workers::settle() {
  while (std::exchange(changed_, false)) {
    if (crash_loop_ || reader_lost_) retire_all();
    check_deadline();
    start_due();
    const TimePoint rollover = rollover_.step();
    send_due_kills();
    release_closed();
    set_alarm(rollover);
  }
}

void Workers::start_due() {
  const TimePoint now = Clock::now();
  bool any = false;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].due || *slots_[i].due > now) continue;
    slots_[i].due.reset();
    // One that has disconnected by itself, and has not exited.
    for (auto& worker : workers_) {
      if (worker.index != i || worker.child->exited()) continue;
      worker.retired = true;
      worker.pause.reset();
      disconnect(worker, job_.limits.kill_signal);
    }
    start_worker(i, Stage::Serving);
    any = true;
  }
  if (any) input_.resume();
}

/// The running workers have the timeout of the run as well: this one is for when none is running.
void Workers::check_deadline() {
  if (!deadline_ || !workers_.empty() || ending_ || Clock::now() < *deadline_) return;
  expired_ = true;
  end_replacing();
}

void Workers::send_due_kills() {
  const TimePoint now = Clock::now();
  for (auto& worker : workers_) {
    if (!worker.kill || worker.kill->at > now) continue;
    const int signal = std::exchange(worker.kill, std::nullopt)->signal;
    worker.child->interrupt(signal);
  }
}

/// Not at the end of the run, when no other worker follows.
void Workers::release_closed() {
  if (ending_) return;
  std::erase_if(workers_, [this](const Worker& worker) {
    if (worker.stage != Stage::Closed) return false;
    engine_.release(*worker.child);
    return true;
  });
}

/// \param rollover when its next step is due
void Workers::set_alarm(TimePoint rollover) {
  TimePoint next = rollover;
  if (deadline_ && workers_.empty()) next = std::min(next, *deadline_);
  for (const auto& slot : slots_) next = std::min(next, slot.due.value_or(next));
  for (const auto& worker : workers_) {
    if (worker.kill) next = std::min(next, worker.kill->at);
  }
  alarm_.set(next);
}

// --- starting and replacing ----------------------------------------------------------------------

Worker& Workers::start_worker(std::size_t index, Worker::Stage stage) {
  WorkerSlot& slot = slots_[index];
  Worker& worker = workers_.emplace_back();
  worker.index = index;
  worker.start = ++slot.starts;
  worker.started_at = Clock::now();
  worker.stage = stage;
  worker.child = &engine_.start(
      slot.job, [this, &worker](Event event) { on_event(worker, std::move(event)); },
      Scope::Process);
  IpcSession* const session = worker.child->ipc_session();
  if (session == nullptr || worker.stage != stage) return worker;
  worker.channel = &session->channel();
  session->attach({.handle_acked =
                       [this, &worker](const std::shared_ptr<Handle>& connection, bool accepted) {
                         dispatcher_.answered(worker, connection, accepted);
                       },
                   .room = [this] { input_.resume(); }});
  if (stage == Stage::Serving) serve(worker);
  return worker;
}

void Workers::serve(Worker& worker) {
  worker.stage = Stage::Serving;
  slots_[worker.index].serving = &worker;
  dispatcher_.resume();
}

/// It has the time of Limits::kill_after to finish what it does.
void Workers::disconnect(Worker& worker, int signal) {
  if (worker.stage < Stage::Leaving) {
    worker.stage = Stage::Leaving;
    WorkerSlot& slot = slots_[worker.index];
    if (slot.serving == &worker) slot.serving = nullptr;
    if (worker.channel != nullptr) worker.channel->finish_sending();
  }
  changed_ = true;
  const auto& grace = job_.limits.kill_after;
  if (!grace || worker.kill || worker.stage == Stage::Closed) return;
  worker.kill = {.at = saturating_add(Clock::now(), *grace), .signal = signal};
}

void Workers::take_over(Worker& worker) {
  Worker* const old = slots_[worker.index].serving;
  if (old != nullptr) {
    old->retired = true;
    disconnect(*old, job_.limits.kill_signal);
  }
  serve(worker);
}

// --- the end of a worker -------------------------------------------------------------------------

void Workers::on_event(Worker& worker, Event event) {
  auto* over = std::get_if<Closed>(&event.fact);
  const bool disconnected = std::holds_alternative<Disconnected>(event.fact);
  const bool exited = std::holds_alternative<Exited>(event.fact);
  if (over != nullptr || disconnected || exited) gone(worker);
  // Its connections have gone to others before its end is reported.
  if (over != nullptr || disconnected) dispatcher_.lost(worker);
  if (over != nullptr) return closed(worker, std::move(over->result));
  if (std::holds_alternative<Started>(event.fact)) {
    worker.runs_since = Clock::now();
    changed_ = true;
  }
  const auto* sent = std::get_if<Signalled>(&event.fact);
  if (sent != nullptr && is_for_all(sent->reason) && !worker.retired) end_replacing();
  const auto* message = std::get_if<Message>(&event.fact);
  if (message != nullptr && message->json == R"("ready")") worker.ready = changed_ = true;
  event.worker = worker.index + 1;
  sink_(std::move(event));
}

/// It serves no longer.
void Workers::gone(Worker& worker) {
  if (worker.stage >= Stage::Gone) return;
  worker.stage = Stage::Gone;
  changed_ = true;
  WorkerSlot& slot = slots_[worker.index];
  if (slot.serving == &worker) slot.serving = nullptr;
  replace_after(worker);
  if (!can_serve()) {
    dispatcher_.close();
  } else if (!stopping_) {
    input_.lost();
  }
}

/// Sets when its replacement is to be started, where it needs one.
void Workers::replace_after(Worker& worker) {
  WorkerSlot& slot = slots_[worker.index];
  const bool has_one = slot.serving != nullptr || slot.due || rollover_.is_starting(worker.index);
  if (!replaces() || has_one) return;
  worker.pause = policy_.exited(worker.index, Clock::now() - worker.started_at);
  if (worker.pause) {
    slot.due = saturating_add(Clock::now(), *worker.pause);
  } else {
    crash_loop_ = true;
    end_replacing();
  }
}

void Workers::closed(Worker& worker, Result result) {
  worker.stage = Stage::Closed;
  worker.kill.reset();
  changed_ = true;
  const bool well = spec_.ended_well(result);
  worker.end.pid = result.pid;
  worker.end.exit = result.exit;
  WorkerEnd& end = slots_[worker.index].end;
  const std::uint64_t connections = end.connections + worker.end.connections;
  if (worker.start == slots_[worker.index].starts) end = worker.end;
  end.connections = connections;
  // A worker that could not be started has no channel.
  if (auto& channel = result.channel) {
    std::move(channel->messages.begin(), channel->messages.end(), std::back_inserter(messages_));
  }
  const std::optional<Reason> reason =
      result.intervention ? std::optional(result.intervention->reason) : std::nullopt;
  const bool counts = !(worker.retired && reason == Reason::Interrupted);
  if (counts && is_for_all(reason)) end_replacing();
  // The reader of one is that of all.
  if (replaces() && (!result.lost.empty() || reason == Reason::OutputLost)) reader_lost_ = true;
  if (reader_lost_) worker.pause.reset();
  // The kill path of one of them has taken the snapshot of all.
  const KillPath* path = result.kill_path();
  if (path != nullptr && !path->snapshot.processes.empty()) snapshot_ = path->snapshot;
  if (!decided_ && counts) result_ = std::move(result);
  decided_ = decided_ || (counts && !well);
  sink_({.fact = WorkerClosed{.end = worker.end, .well = well, .replaced_in = worker.pause},
         .worker = worker.index + 1});
  if (worker.unready) report_unready(worker);
}

void Workers::report_unready(const Worker& worker) {
  sink_({.fact = RolloverFailed{}, .worker = worker.index + 1});
}

/// Kills what the workers have left running, if the run was ended, and reports the result of all.
void Workers::finish() {
  if (crash_loop_) sink_({CrashLoop{.workers = RespawnPolicy::crash_loop}});
  const bool was_ended = result_.intervention || engine_.typed_signal() != 0;
  if (was_ended && job_.limits.stop.scope == Scope::Tree && !engine_.kill_tree()) {
    result_.unkillable = true;
  }
  if (expired_) {
    result_.failure.reset();
    result_.cleanup.reset();
    result_.intervention = Intervention{.reason = Reason::Timeout, .between_attempts = true};
    result_.intervention->path.by = engine_.containment();
  }
  if (result_.intervention) result_.intervention->path.snapshot = std::move(snapshot_);
  result_.duration = Clock::now() - *job_.started_at;
  for (const auto& slot : slots_) {
    result_.workers.push_back(slot.end);
    result_.workers.back().restarts = slot.starts > 0 ? slot.starts - 1 : 0;
  }
  if (result_.pid) result_.tree = engine_.tree_usage();
  if (!result_.channel) result_.channel.emplace();
  result_.channel->messages = std::move(messages_);
  sink_({Closed{std::move(result_)}});
}

// --- signals to cpr ------------------------------------------------------------------------------

/// Whether a worker serves, or will.
bool Workers::can_serve() const {
  if (rollover_.is_starting()) return true;
  return std::any_of(slots_.begin(), slots_.end(), [this](const WorkerSlot& slot) {
    return slot.serving != nullptr || slot.due || (slot.starts == 0 && !ending_);
  });
}

/// \returns false when SIGHUP means that the run is to end
bool Workers::reload() {
  // A shell sends it as well when its terminal has hung up.
  const bool hung_up = had_terminal_ && !has_terminal();
  if (ending_ || hung_up || !can_serve()) return false;
  // A worker that cannot start may be able to now.
  for (auto& slot : slots_) {
    if (slot.due) slot.due = Clock::now();
  }
  rollover_.request();
  changed_ = true;
  return true;
}

/// \returns false when the signal is to have its usual effect
bool Workers::terminate(int signal) {
  if (stopping_ || !can_serve()) return false;
  stop(signal);
  return true;
}

/// Ends the run for a reason that no signal to cpr has given.
void Workers::retire_all() {
  if (stopping_) return;
  for (auto& worker : workers_) worker.retired = true;
  stop(SIGTERM);
}

void Workers::stop(int signal) {
  end_replacing();
  stopping_ = true;
  dispatcher_.close();
  input_.close();
  for (auto& worker : workers_) disconnect(worker, signal);
}

/// Starts no other worker.
void Workers::end_replacing() {
  ending_ = changed_ = true;
  for (auto& slot : slots_) slot.due.reset();
  if (Worker* worker = rollover_.cancel()) disconnect(*worker, job_.limits.kill_signal);
}

/// Cpr was stopped for that long: no clock has gone on.
void Workers::postpone(Duration stopped) {
  changed_ = true;
  rollover_.postpone(stopped);
  if (deadline_) deadline_ = saturating_add(*deadline_, stopped);
  for (auto& slot : slots_) {
    slot.job.started_at = saturating_add(*slot.job.started_at, stopped);
    if (slot.due) slot.due = saturating_add(*slot.due, stopped);
  }
  for (auto& worker : workers_) {
    worker.started_at = saturating_add(worker.started_at, stopped);
    if (worker.runs_since) worker.runs_since = saturating_add(*worker.runs_since, stopped);
    if (worker.kill) worker.kill->at = saturating_add(worker.kill->at, stopped);
  }
}

}  // namespace cpr
