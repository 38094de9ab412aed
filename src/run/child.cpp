#include "run/child.hpp"

#include <unistd.h>

#include <csignal>
#include <system_error>
#include <utility>

#include "io/pty.hpp"
#include "process/environment.hpp"
#include "process/identity.hpp"
#include "process/lookup.hpp"
#include "process/tree_usage.hpp"

namespace cpr {
namespace {

// Before its exec the child has cpr's memory, whose size the kernel counts as the child's. Both
// numbers can be wrong by this much: the kernel keeps up to 32 pages per processor uncounted.
constexpr std::int64_t rss_error_kib = 512;

}  // namespace

Child::Child(Host& host, const Job& job, Scope scope, Sink sink)
    : host_(host),
      sink_(std::move(sink)),
      facts_{.job = job, .scope = scope, .started_at = job.started_at.value_or(Clock::now())},
      execve_(resolve(job.command, own_environment(), channel_end(job))),
      streams_(
          host.loop, job,
          {.ended = [this] { update(); },
           .overflowed =
               [this](int fd) {
                 post(Input::LimitHit, Intervention{.reason = Reason::MaxBuffer, .stream = fd});
               },
           .lost =
               [this](int fd) {
                 post(Input::OutputLost, Intervention{.reason = Reason::OutputLost, .stream = fd});
               },
           .answered = [this] { post(Input::Answered, Intervention{.reason = Reason::Replies}); },
           .stopped = [this](Duration stopped) { postpone(stopped); },
           .tell =
               [this](Event event) {
                 // A child that never became the program has sent nothing.
                 if (!facts_.result.failure) sink_(std::move(event));
               },
           .watched =
               [this](int fd, std::string_view bytes) {
                 if (readiness_) readiness_->output(fd, bytes);
               }}),
      ending_(host, facts_, streams_,
              {.post = [this](Input input,
                              std::optional<Intervention> cause) { post(input, std::move(cause)); },
               .catch_up = [this] { catch_up(); },
               .held_zombie = [this] { check_held_zombie(); },
               .tell = [this](Event event) { sink_(std::move(event)); }}) {
  queue_.reserve(8);
  if (job.ready) readiness_.emplace(host.loop, *job.ready, facts_, [this] { on_ready(); });
}

// --- the start -----------------------------------------------------------------------------------

void Child::start() {
  auto failure = spawn();
  if (!failure) return;
  facts_.result.failure = std::move(failure);
  facts_.exited = true;
  post(Input::StartFailed);
}

std::optional<StartFailure> Child::spawn() try {
  const Job& job = facts_.job;
  if (auto failure = host_.tree.prepare(job.limits.containment)) return failure;
  // Processes that were reparented could not be found, and so neither killed nor measured.
  const bool finds_orphans = job.limits.leaks == LeakAction::Kill ||
                             job.limits.leaks == LeakAction::Fail || job.limits.max_memory;
  if (finds_orphans && host_.tree.containment() > Containment::Subreaper) {
    return StartFailure{.step = StartStep::Cgroup, .error = ENOTSUP};
  }
  auto made = make_stdio(job.stdio);
  if (auto* failure = std::get_if<StartFailure>(&made)) return std::move(*failure);
  auto& stdio = std::get<ChildStdio>(made);
  // It may open its terminal by name, as tty(1) prints it.
  for (const auto& end : stdio.parent_ends) {
    if (end.slave && job.identity.uid) give_to(*job.identity.uid, end.slave);
  }
  // A child with other rights must not be able to type into the caller's shell: TIOCSTI works only
  // on the controlling terminal of a session.
  const bool takes_terminal = is_pty(job.stdio, STDIN_FILENO);
  const bool new_session =
      job.new_session || takes_terminal || (changes_identity(job.identity) && may_have_terminal());
  const Placement placement{.container = host_.tree.container(),
                            .new_group = !new_session && host_.tree.needs_group(job.limits),
                            .new_session = new_session,
                            .takes_terminal = takes_terminal};
  auto started = start_process(job, execve_, stdio.actions, host_.inherited, placement);
  if (auto* failure = std::get_if<StartFailure>(&started)) return std::move(*failure);
  facts_.process = std::move(std::get<Process>(started));
  host_.snapshot.arm();
  stdio.child_ends.clear();
  if (job.handed_over) job.handed_over->reset();
  facts_.result.pid = facts_.process.pid;
  own_group_ = placement.new_group || placement.new_session;
  host_.tree.add_child(facts_.process, own_group_);
  host_.usage.start(job);
  // This costs a turn of the loop. Otherwise the exit of the child tells how its start went.
  if (job.report_start_at_once || job.measure || job.ready || job.lifetime == Lifetime::Released) {
    report_watch_.emplace(host_.loop, facts_.process.report.get(), [this] {
      learn_start();
      update();
    });
    report_watch_->start(Watch::readable);
  }
  if (stdio.ready) readiness_->watch(host_.loop, std::move(stdio.ready));
  streams_.start(std::move(stdio.parent_ends), std::move(stdio.channel));
  return std::nullopt;
} catch (const std::system_error& error) {
  // A child that exists is not to run without its streams: the engine kills it when it is
  // destroyed.
  if (facts_.process.pid > 0) throw;
  return StartFailure{.step = StartStep::Stdio, .error = error.code().value()};
}

void Child::learn_start() {
  Process& process = facts_.process;
  if (!process.report || !ready_to_read(process.report.get())) return;
  const auto report = read_report(process);
  if (report_watch_) report_watch_->close();
  process.report.reset();
  if (report) {
    facts_.result.failure = explain(*report, facts_.job, execve_);
    facts_.result.pid.reset();
    return apply({Input::StartFailed, std::nullopt});
  }
  if (facts_.job.measure) own_peak_kib_ = own_peak_kib();
  apply({Input::Started, std::nullopt});
  if (!running()) return;
  sink_({Started{process.pid}});
  if (readiness_) readiness_->started();
  if (facts_.job.lifetime == Lifetime::Released) post(Input::NoLongerAwaited);
}

/// A child that is being killed, or whose exit was reported, is not ready any more.
void Child::on_ready() {
  learn_start();
  const Result& result = facts_.result;
  if (facts_.state != State::Running || result.exit || result.ready_at) return;
  facts_.result.ready_at = facts_.since_start();
  end_readiness();
  sink_({Ready{}});
}

void Child::end_readiness() {
  if (!readiness_) return;
  readiness_->stop();
  streams_.stop_watching();
}

// --- the end -------------------------------------------------------------------------------------

void Child::reaped(ExitStatus exit, std::optional<ResourceUsage> usage) {
  // A child that could not start says so before it exits, and one that runs may not be waited for.
  learn_start();
  facts_.exited = true;
  if (done()) return;
  // What is found out here is handled once all of it is known.
  const bool was_handling = std::exchange(handling_, true);
  streams_.child_exited();
  if (readiness_) readiness_->child_exited();
  Result& result = facts_.result;
  if (!result.failure) {
    result.exit = exit;
    result.usage = usage;
    if (usage && (!own_peak_kib_ || *usage->max_rss_kib <= *own_peak_kib_ + rss_error_kib)) {
      result.usage->max_rss_kib.reset();
    }
    sink_({Exited{*result.exit}});
    host_.usage.check_kernel();
  }
  handling_ = was_handling;
  post(Input::Exited);
}

void Child::status_lost() {
  if (facts_.exited || facts_.process.pid < 0) return;
  facts_.exited = true;
  facts_.result.status_unknown = true;
  post(Input::Exited);
}

/// A child that is dead cannot be reaped while a tracer other than cpr holds it, a descendant or a
/// debugger, and may never be.
void Child::check_held_zombie() {
  if (facts_.exited) return;
  const auto zombie = held_zombie(facts_.process);
  if (!zombie) return;
  if (!zombie->exit) return status_lost();
  reaped(*zombie->exit, std::nullopt);
}

bool Child::end_now() {
  if (done() || facts_.process.pid <= 0) return false;
  ending_.kill_child_now();
  return true;
}

void Child::finish() {
  Result& result = facts_.result;
  streams_.collect(result);
  ending_.finish();
  name_command(result, execve_, facts_.job.command);
  result.duration = ending_.since_start();
  if (result.pid && facts_.scope == Scope::Tree) {
    host_.usage.await_exiting(host_.reap);
    result.tree = host_.usage.total();
  }
  sink_({Closed{std::move(result)}});
}

// --- the lifecycle -------------------------------------------------------------------------------

void Child::catch_up() {
  host_.reap();
  learn_start();
  streams_.pump();
  update();
}

void Child::post(Input input, std::optional<Intervention> cause) {
  queue_.push_back({input, std::move(cause)});
  update();
}

void Child::update() {
  if (std::exchange(handling_, true)) return;
  // A sink that throws ends the engine, and so leaves `handling_` set.
  while (!done()) {
    // What a limit or a signal does depends on whether the program runs.
    learn_start();
    if (!queue_.empty()) {
      Posted posted = std::move(queue_.front());
      queue_.erase(queue_.begin());
      apply(std::move(posted));
    } else if (const auto fact = next_fact()) {
      apply({*fact, std::nullopt});
    } else {
      break;
    }
  }
  handling_ = false;
}

bool Child::leads_on(Input input) const {
  return transition(facts_.state, input).next != facts_.state;
}

/// What has become true, and means something in this state.
std::optional<Input> Child::next_fact() const {
  const Input empty = ending_.cleaning() ? Input::LeftoverGone : Input::TreeEmpty;
  if (leads_on(empty) && ending_.gone()) return empty;
  const bool closed = (facts_.exited || facts_.result.unkillable) && streams_.ended();
  if (closed && leads_on(Input::Closed) && !ending_.awaits_leftover()) return Input::Closed;
  return std::nullopt;
}

void Child::apply(Posted posted) {
  if (posted.cause) ending_.intervene(std::move(*posted.cause));
  const auto [next, steps] = transition(facts_.state, posted.input);
  const bool moved = std::exchange(facts_.state, next) != next;
  if (moved && next != State::Running) end_readiness();
  switch (posted.input) {
    case Input::Exited: ending_.child_exited(); break;
    case Input::DrainOver:
      facts_.result.drain_expired = facts_.result.drain_expired || moved;
      break;
    case Input::GraceOver:
      if (moved) ending_.record_grace_expired();
      break;
    case Input::LeftoverFound:
      if (moved) ending_.start_cleanup();
      break;
    case Input::TreeEmpty:
    case Input::LeftoverGone:
    case Input::KillTimedOut:
      if (moved) ending_.kill_path_over();
      break;
    default: break;
  }
  take(steps);
}

void Child::take(Step steps) {
  if (has(steps, Step::RunHook)) {
    ending_.take_snapshot();
    ending_.run_hook();
  }
  if (has(steps, Step::EndHook)) ending_.end_hook();
  if (has(steps, Step::ArmGrace)) ending_.arm_grace();
  if (has(steps, Step::ArmDrain)) ending_.arm_drain();
  if (has(steps, Step::SignalTree)) ending_.signal_tree();
  if (has(steps, Step::ForceTree)) ending_.force_tree();
  if (has(steps, Step::GiveUp)) facts_.result.unkillable = true;
  if (has(steps, Step::Flush)) ending_.flush();
  if (has(steps, Step::Finish)) finish();
}

// --- signals and readers of cpr ------------------------------------------------------------------

void Child::alarm() {
  if (facts_.job.limits.stop.manners != Manners::Timeout) return forward(SIGALRM);
  post(Input::LimitHit, Intervention{.reason = Reason::Timeout, .signal = SIGALRM});
}

void Child::forward(int signal) {
  if (!facts_.exited) send_signal(facts_.process, signal);
}

void Child::resize_terminal() {
  if (!streams_.resize_terminal()) forward(SIGWINCH);
}

void Child::output_closed() {
  if (done()) return;
  streams_.close_discarded();
  post(Input::OutputLost, Intervention{.reason = Reason::OutputLost});
}

void Child::memory_exceeded(const TreeMemory& memory) {
  learn_start();
  if (starting() || facts_.state == State::Flushing || done()) return;
  post(Input::LimitHit, Intervention{.reason = Reason::MaxMemory, .memory = memory});
}

void Child::postpone(Duration stopped) {
  ending_.postpone(stopped);
  streams_.postpone(stopped);
  if (readiness_) readiness_->postpone(stopped);
}

Activity Child::activity() {
  Activity now{.elapsed = ending_.since_start(), .streams = streams_.moved()};
  if (streams_.any()) now.idle = Clock::now() - ending_.last_moved();
  return now;
}

}  // namespace cpr
