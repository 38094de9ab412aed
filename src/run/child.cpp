#include "run/child.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "process/linux/procfs.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// Signals that follow each other as fast as this are one request: timeout(1) signals its child and
// then the whole group, and so do shells and service managers.
constexpr Duration one_intent = 50ms;
// How long cpr waits for a reader that has stalled, once a limit has fired.
constexpr Duration last_second = 1s;
// How long after SIGKILL a process is called unkillable, where --kill-after gives no measure.
constexpr Duration default_kill_wait = 5s;
// The shortest wait for the effect of a SIGKILL: on a loaded machine a death takes its time, and
// nobody is to be called unkillable for that.
constexpr Duration shortest_kill_wait = 1s;
// Until its exec the child has cpr's memory, whose size the kernel counts as the child's. Both
// numbers can be wrong by this much: the kernel keeps up to 32 pages a processor uncounted.
constexpr std::int64_t rss_error_kib = 512;
// How much longer processes may take that are dying, and only wait for the machine.
constexpr Duration longest_death = 5s;

}  // namespace

Child::Child(Loop& loop, const InheritedSignals& inherited, const Job& job, Sink sink,
             std::function<void()> reap)
    : loop_(loop),
      inherited_(inherited),
      job_(job),
      sink_(std::move(sink)),
      reap_(std::move(reap)) {}

void Child::start() {
  started_at_ = job_.started_at.value_or(Clock::now());
  execve_ = resolve(job_.command, own_environment(), channel_end(job_));
  result_.cwd = job_.command.cwd;
  // What the kill path needs is there before the child is.
  timer_.emplace(loop_, [this] { on_timer(); });
  if (const auto& timeout = job_.limits.timeout) {
    deadlines_.set(Deadline::Timeout, saturating_add(started_at_, *timeout));
    update_timer();
  }
  arm(Deadline::Idle, job_.limits.idle_timeout);
  if (!spawn()) {
    exited_ = true;
    input(Input::StartFailed);
    check_closed();
  }
}

/// \returns false when the containment that was asked for cannot be had
bool Child::contain() try {
  tree_.emplace(job_.limits.containment);
  // Leftover processes that lost their parents could not be found, and so not killed.
  const bool kills_leaks =
      job_.limits.leaks == LeakAction::Kill || job_.limits.leaks == LeakAction::Fail;
  if (!kills_leaks || tree_->containment() <= Containment::Subreaper) return true;
  result_.failure = StartFailure{.step = StartStep::Cgroup, .error = ENOTSUP};
  return false;
} catch (const std::system_error& error) {
  const bool cgroup =
      job_.limits.containment == Containment::Cgroup && error.code().value() != EMFILE;
  result_.failure = StartFailure{.step = cgroup ? StartStep::Cgroup : StartStep::Stdio,
                                 .error = error.code().value()};
  return false;
}

bool Child::spawn() {
  try {
    if (!contain()) return false;
    ChildStdio stdio = make_stdio(job_.stdio);
    // A child with other rights must not be able to type into the caller's shell: TIOCSTI works
    // only on the controlling terminal of a session.
    const bool new_session =
        job_.detached || (changes_identity(job_.identity) && may_have_terminal());
    const Placement birth{.cgroup = tree_->cgroup(),
                          .new_group = !new_session && tree_->needs_group(),
                          .new_session = new_session};
    process_ =
        start_process(job_, execve_, std::move(stdio.actions), stdio.fd_floor, inherited_, birth);
    stdio.child_ends.clear();
    if (job_.handed_over >= 0) ::close(job_.handed_over);
    result_.pid = process_.pid;
    own_group_ = birth.new_group || birth.new_session;
    tree_->set_root(process_, own_group_);
    if (job_.report_start_at_once || job_.measure || job_.unref) watch_start();
    start_relays(std::move(stdio.parent_ends));
    start_ipc(std::move(stdio.channel));
    return true;
  } catch (const StartFailure& failure) {
    result_.failure = failure;
    return false;
  } catch (const std::system_error& error) {
    // A child that is there already is not to go on without its descriptors, nor is anybody that it
    // has made meanwhile: whoever lets go of the engine ends them.
    if (process_.pid > 0) throw;
    result_.failure = StartFailure{.step = StartStep::Stdio, .error = error.code().value()};
    return false;
  }
}

void Child::start_relays(std::vector<ParentEnd> ends) {
  for (auto& end : ends) {
    if (end.fd == 0) {
      const int source = job_.input ? -1 : end.peer;
      input_ = std::make_unique<InputRelay>(
          loop_, std::move(end.end), source, job_.input.value_or(""),
          InputRelay::Listener{
              .failed =
                  [this](int error) { result_.lost.push_back({.stream = 0, .error = error}); },
              .stopped = [this](Duration stopped) { postpone(stopped); },
          });
      continue;
    }
    const int fd = end.fd;
    OutputRelay::Listener listener{
        .ended = [this] { check_closed(); },
        .overflowed =
            [this, fd] {
              intervene(Reason::MaxBuffer, 0, fd);
              input(Input::LimitHit);
            },
        .lost =
            [this, fd](int error) {
              result_.lost.push_back({.stream = fd, .error = error});
              intervene(Reason::OutputLost, 0, fd);
              input(Input::OutputLost);
            },
    };
    if (job_.observe) {
      listener.arrived = [this, fd](std::string_view bytes) { sink_(Chunk{fd, bytes}); };
    }
    outputs_.push_back(
        {fd, std::make_unique<OutputRelay>(
                 loop_, std::move(end.end), OutputRelay::Destination{end.peer, job_.capture},
                 OutputRelay::Limit{job_.limits.max_buffer, job_.limits.overflow},
                 std::move(listener))});
  }
  if (input_) input_->pump();
  for (auto& output : outputs_) output.relay->start();
}

/// Costs a turn of the loop for whoever does not need it: at the latest the end of the child says
/// how its start went.
void Child::watch_start() {
  report_watch_.emplace(loop_, process_.report.get(), [this] { settle_start(); });
  report_watch_->start(Watch::readable);
}

/// Learns whether the program runs, when that can be told.
void Child::settle_start() {
  if (!process_.report || !ready(process_.report.get(), POLLIN)) return;
  const auto report = read_report(process_);
  if (report_watch_) report_watch_->close();
  process_.report.reset();
  if (report) {
    result_.failure = explain(*report, job_, execve_);
    result_.pid.reset();
    input(Input::StartFailed);
  } else {
    if (job_.measure) own_peak_kib_ = procfs::own_peak();
    input(Input::Started);
    if (state_ != State::Running) return;
    sink_(Started{process_.pid});
    if (job_.unref) input(Input::NoLongerAwaited);
  }
}

void Child::reaped(const Reaped& reaped) {
  reaped_ = true;
  // A child that could not start says so before it exits.
  if (!result_.failure) settle_start();
  // What it wrote before its end is told before its end.
  if (job_.observe) {
    for (auto& output : outputs_) output.relay->pump();
  }
  end_ipc();
  exited_ = true;
  if (input_) input_->close();
  if (!result_.failure) {
    result_.exit = ExitStatus::from_wait(reaped.wait_status);
    result_.usage = reaped.usage;
    auto& peak = result_.usage->max_rss_kib;
    if (!own_peak_kib_ || *peak <= *own_peak_kib_ + rss_error_kib) peak.reset();
    sink_(Exited{*result_.exit});
  }
  input(Input::Exited);
  // What the signal typed at the terminal has reached as well is given a moment to act on it.
  if (typed_ != 0 && tree_ && kills_tree() && !tree_->empty()) {
    awaits_leftover_ = true;
    arm(Deadline::Leaks, leak_check_pause);
  } else {
    check_leaks();
  }
  check_closed();
}

void Child::tree_changed() {
  if (awaits_leftover_ && tree_->empty()) {
    awaits_leftover_ = false;
    check_closed();
  }
  const bool waiting =
      state_ == State::ReaderGone || state_ == State::Ending || state_ == State::Forcing;
  if (!waiting) return;
  const bool gone = ends_tree() ? tree_->empty() : exited_;
  if (!gone) return;
  auto& intervention = result_.intervention;
  if (intervention) intervention->empty_at = since_start();
  const bool leak = intervention && intervention->reason == Reason::Leak;
  input(leak ? Input::LeaksEnded : Input::TreeEmpty);
  if (leak) check_closed();
}

void Child::interrupt(int signal) {
  if (state_ == State::Ending || state_ == State::Forcing || state_ == State::Flushing) {
    const bool impatient = Clock::now() - interrupted_at_ >= one_intent;
    if (impatient && (signal == SIGINT || signal == SIGTERM)) input(Input::ForceRequested);
    return;
  }
  interrupted_at_ = Clock::now();
  intervene(Reason::Interrupted, signal, -1);
  input(Input::Interrupted);
}

void Child::typed(int signal) {
  typed_ = signal;
  typed_at_ = Clock::now();
  if (!exited_) {
    // With nothing relayed and no limit the user can see the child alone, as without cpr.
    const Limits& limits = job_.limits;
    const bool in_between =
        input_ || ipc_ || !outputs_.empty() || limits.timeout || limits.idle_timeout;
    if (in_between) arm(Deadline::Notice, notice_after);
    return;
  }
  arm(Deadline::Notice, notice_after);
  auto& intervention = result_.intervention;
  if (intervention && intervention->reason == Reason::Leak) {
    // From here on it is the user who ends the run, and not the child.
    intervention->reason = Reason::Interrupted;
    intervention->signal = signal;
  } else if (intervene(Reason::Interrupted, signal, -1)) {
    intervention->typed = true;
  }
  const bool killing =
      state_ == State::Ending || state_ == State::Forcing || state_ == State::Flushing;
  input(killing ? Input::ForceRequested : Input::Interrupted);
}

void Child::status_lost() {
  if (exited_ || reaped_ || process_.pid < 0) return;
  exited_ = true;
  result_.status_unknown = true;
  input(Input::Exited);
  check_leaks();
  check_closed();
}

bool Child::starting() {
  settle_start();
  return state_ == State::Starting;
}

bool Child::running() {
  settle_start();
  return state_ == State::Running;
}

void Child::forward(int signal) {
  if (!exited_ && !reaped_) send_signal(process_, signal);
}

void Child::hold_output(bool held) {
  for (auto& output : outputs_) output.relay->hold(held);
  if (ipc_) ipc_->hold(held);
}

void Child::resume_output() {
  for (auto& output : outputs_) output.relay->pump();
}

void Child::output_closed() {
  if (done()) return;
  // Streams that were only told about get the SIGPIPE that a lost reader means.
  for (auto& output : outputs_) {
    if (output.relay->discards()) output.relay->close_now();
  }
  if (ipc_ && ipc_->discards()) ipc_->close_now();
  intervene(Reason::OutputLost, 0, -1);
  input(Input::OutputLost);
}

void Child::postpone(Duration stopped) {
  deadlines_.postpone(stopped);
  update_timer();
}

void Child::input(Input what) {
  // What a limit or a signal does depends on whether there is a program yet.
  if (what != Input::Started && what != Input::StartFailed) settle_start();
  const auto [next, steps] = transition(state_, what);
  state_ = next;
  take(steps);
}

void Child::take(Step steps) {
  if (has(steps, Step::ArmGrace)) arm(Deadline::Grace, job_.limits.kill_after);
  if (has(steps, Step::ArmDrain)) arm(Deadline::Drain, job_.limits.drain);
  if (has(steps, Step::SignalTree)) signal_tree();
  if (has(steps, Step::ForceTree)) {
    begin_killing();
    // From here on, since to go through a large tree takes its time as well.
    const Duration grace = job_.limits.kill_after.value_or(default_kill_wait);
    const Duration wait =
        grace == Duration::zero() ? default_kill_wait : std::max(grace, shortest_kill_wait);
    give_up_at_ = saturating_add(saturating_add(Clock::now(), wait), longest_death);
    if (state_ == State::Forcing) arm(Deadline::KillWait, wait);
  }
  if (has(steps, Step::GiveUp)) result_.unkillable = true;
  if (has(steps, Step::Flush)) {
    remember_pipes();
    arm(Deadline::Flush, last_second);
    for (auto& output : outputs_) output.relay->drain_available();
    if (ipc_) ipc_->drain_available();
    check_closed();
  }
  if (has(steps, Step::Finish)) finish();
}

void Child::check_closed() {
  const bool streams_ended = std::all_of(
      outputs_.begin(), outputs_.end(), [](const Output& output) { return output.relay->ended(); });
  const bool ended = streams_ended && (!ipc_ || ipc_->ended()) && !awaits_leftover_;
  if (ended && (exited_ || result_.unkillable)) input(Input::Closed);
}

void Child::finish() {
  deadlines_.clear();
  update_timer();
  if (input_) input_->close();
  for (auto& output : outputs_) {
    const std::uint64_t bytes = output.relay->close_now();
    if (bytes > 0) result_.lost.push_back({.stream = output.fd, .error = 0, .bytes = bytes});
    result_.streams.push_back({output.fd, output.relay->take(), output.relay->omitted()});
  }
  finish_ipc();
  if (process_.pid > 0 && !job_.unref && !job_.beside_others) {
    collect_leftovers();
    // The last of them may have gone since.
    if (result_.leaked.empty() && tree_->empty()) result_.unkillable = false;
  }
  // A lost reader from which nothing followed is told by `lost` alone.
  auto& intervention = result_.intervention;
  if (intervention && intervention->reason == Reason::OutputLost && intervention->signals.empty()) {
    intervention.reset();
  }
  if (intervention) {
    // A program that was ended could not put back what it had changed.
    if (!intervention->signals.empty()) terminal_.restore();
    intervention->by = ends_tree() ? tree_->containment() : Containment::Process;
  }
  result_.cmd = std::move(execve_.cmd);
  result_.file = std::move(execve_.file);
  result_.argv = std::move(execve_.argv);
  result_.duration = since_start();
  sink_(Closed{std::move(result_)});
}

}  // namespace cpr
