#include "run/engine.hpp"

#include <algorithm>
#include <array>
#include <csignal>

#include "process/abort_handler.hpp"

namespace cpr {
namespace {

/// Whether the kernel sends it to a whole process group, if it is the kernel that sends it.
bool comes_from_terminal(int signal) {
  return signal == SIGINT || signal == SIGQUIT || signal == SIGWINCH || signal == SIGCONT ||
         signal == SIGTTIN || signal == SIGTTOU;
}

/// Before libuv is used, which may call abort().
InheritedSignals prepare() {
  install_abort_handler();
  return block_signals();
}

}  // namespace

Engine::Engine()
    : inherited_(prepare()),
      signal_watch_(loop_, signals_.fd(), [this] { on_signals(); }),
      usage_(loop_, tree_,
             [this](const TreeMemory& memory) {
               for (auto& child : children_) child->memory_exceeded(memory);
             }),
      host_{.loop = loop_,
            .inherited = inherited_,
            .terminal = terminal_,
            .tree = tree_,
            .snapshot = snapshot_,
            .usage = usage_,
            .reap = [this] { reap(); }} {
  signal_watch_.start(Watch::readable);
}

Engine::~Engine() {
  bool was_running = false;
  for (auto& child : children_) was_running = child->end_now() || was_running;
  if (!was_running) return;
  if (stop_policy_.scope == Scope::Tree) tree_.end_now();
  terminal_.restore();
}

Child& Engine::start(const Job& job, Sink sink, Scope scope) {
  stop_policy_ = job.limits.stop;
  set_abort_kills_tree(stop_policy_.scope == Scope::Tree);
  children_.push_back(std::make_unique<Child>(host_, job, scope, std::move(sink)));
  children_.back()->start();
  if (output_holds_ > 0) children_.back()->hold_output(true);
  return *children_.back();
}

bool Engine::all_done() const {
  return std::all_of(children_.begin(), children_.end(),
                     [](const auto& child) { return child->done(); });
}

void Engine::run() {
  while (!all_done()) loop_.run_once();
}

void Engine::release(const Child& child) {
  std::erase_if(children_, [&](const auto& one) { return one.get() == &child; });
  // What is killed from now on is another matter.
  snapshot_.arm();
}

bool Engine::kill_tree() {
  if (tree_.empty()) return true;
  tree_.end_now();
  return tree_.empty();
}

std::vector<Leftover> Engine::leftovers() {
  return tree_.leftovers({}).named;
}

void Engine::forget_children() {
  usage_.reset();
  tree_.release();
  children_.clear();
}

Engine::Pause::Pause(Loop& loop, TimePoint until) : timer(loop, [] {}), end(until) {
  timer.set(end);
}

void Engine::Pause::postpone(Duration stopped) {
  end = saturating_add(end, stopped);
  timer.set(end);
}

int Engine::pause(Duration duration) {
  pause_.emplace(loop_, saturating_add(Clock::now(), duration));
  on_signals();  // also if there is no time to wait
  while (pause_->signal == 0 && Clock::now() < pause_->end) loop_.run_once();
  const int signal = pause_->signal;
  pause_.reset();
  return signal;
}

void Engine::shut_down() {
  tree_.release();
  children_.clear();
  // What is still queued was for a run that is over.
  signals_.discard();
  ignore_write_signals();
  restore_mask(inherited_);
}

void Engine::hold_output(bool held) {
  const bool was_held = output_holds_ > 0;
  output_holds_ += held ? 1 : -1;
  if (was_held == (output_holds_ > 0)) return;
  for (auto& child : children_) child->hold_output(held);
  if (held) return;
  // The first output may fill the queue again, and then all of them are held again.
  for (auto& child : children_) child->resume_output();
}

void Engine::output_closed() {
  for (auto& child : children_) child->output_closed();
}

Activity Engine::activity() {
  Activity all{.tree = usage_.look()};
  for (auto& child : children_) {
    if (child->done()) continue;
    const Activity one = child->activity();
    all.elapsed = std::max(all.elapsed, one.elapsed);
    if (one.idle) all.idle = all.idle ? std::min(*all.idle, *one.idle) : *one.idle;
    for (const auto& moved : one.streams) {
      const auto same = [&](const auto& stream) { return stream.fd == moved.fd; };
      const auto known = std::find_if(all.streams.begin(), all.streams.end(), same);
      if (known == all.streams.end()) {
        all.streams.push_back(moved);
      } else {
        known->bytes += moved.bytes;
      }
    }
  }
  return all;
}

void Engine::reap() {
  Reaped reaped;
  while (!(reaped = reap_any()).none() && !reaped.childless()) {
    // Also of a hook whose child was released.
    if (reaped.stopped_by == 0) tree_.forget_aside(reaped.pid);
    for (auto& child : children_) {
      if (KillHook* hook = child->hook(); hook != nullptr && hook->reaped(reaped)) break;
      if (child->pid() != reaped.pid) continue;
      if (reaped.stopped_by != 0) {
        check_stopped(*child, reaped.stopped_by);
      } else {
        child->reaped(reaped.exit, reaped.usage);
      }
    }
  }
  if (!reaped.childless()) return;
  for (auto& child : children_) child->status_lost();
}

/// Ctrl-Z, or a read from the background: cpr stops as well. Without a terminal no shell would
/// continue cpr, and no limit would hold, unless cpr itself was asked to stop.
void Engine::check_stopped(Child& child, int signal) {
  const bool background = signal == SIGTTIN || signal == SIGTTOU;
  if (background && stop_policy_.manners == Manners::Timeout) return;
  const bool job_control = background || signal == SIGTSTP;
  child.learn_start();
  if (!child.running() || !job_control || !(stop_requested_ || has_terminal())) return;
  stop_requested_ = false;
  stop(signal);
}

void Engine::on_signals() {
  std::array<ArrivedSignal, 16> room;
  const int stops_before = stops_;
  for (const auto& [signal, from_process] : signals_.take(room)) {
    // SIGCHLD for the child that this signal stopped comes first, and cpr has stopped because of
    // it.
    if (signal == SIGTSTP && stops_ != stops_before) continue;
    on_signal(signal, from_process);
  }
}

void Engine::on_signal(int signal, bool from_process) {
  if (signal == SIGCHLD) {
    reap();
    for (auto& child : children_) child->update();
    return;
  }
  if (signal == SIGCONT) {
    for (auto& child : children_) child->resume_terminal();
  }
  if (stop_policy_.manners == Manners::Env && pass_on(signal, from_process)) return;
  if (is_ignored(signal)) return;
  if (!from_process && signal != SIGTERM && signal != SIGHUP) return on_kernel_signal(signal);
  switch (signal) {
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
    case SIGHUP:
      if (signal == SIGHUP && from_process && handlers_.reload && handlers_.reload()) return;
      return terminate(signal);
    case SIGTSTP: return stop_children(false);
    case SIGALRM:
      for (auto& child : children_) child->alarm();
      return;
    case SIGCONT: stop_requested_ = false; [[fallthrough]];
    default:
      for (auto& child : children_) forward(*child, signal);
  }
}

/// Sends the signal to the running children, as if cpr were not there. Also one that cpr ignores,
/// since a child may have installed a handler.
/// \returns false when there are none, or the signal stops them
bool Engine::pass_on(int signal, bool from_process) {
  const auto runs = [](const auto& child) { return !child->exited(); };
  if (signal == SIGTSTP || std::none_of(children_.begin(), children_.end(), runs)) return false;
  const bool to_group = !from_process && comes_from_terminal(signal);
  for (auto& child : children_) {
    if (!to_group || !child->shares_terminal()) forward(*child, signal);
  }
  return true;
}

void Engine::forward(Child& child, int signal) {
  if (signal == SIGWINCH && child.has_own_terminal()) return child.resize_terminal();
  child.forward(signal);
}

void Engine::terminate(int signal) {
  if (handlers_.terminate && handlers_.terminate(signal)) return;
  if (pause_ && (signal == SIGTERM || !serves_as_init_)) pause_->signal = signal;
  for (auto& child : children_) {
    if (serves_as_init_ && signal != SIGTERM) {
      child->forward(signal);
    } else {
      child->interrupt(signal);
    }
  }
}

/// Typed at the terminal, or sent to cpr's whole process group. A child in that group has received
/// the signal as well, and may handle it, provided that its program runs.
void Engine::on_kernel_signal(int signal) {
  if (signal == SIGTSTP) return stop_children(true);
  const bool terminates = signal == SIGINT || signal == SIGQUIT;
  if (terminates) typed_signal_ = signal;
  if (terminates && pause_) pause_->signal = signal;
  if (terminates && handlers_.typed) handlers_.typed();
  for (auto& child : children_) {
    const bool received = child->shares_terminal();
    child->learn_start();
    if (terminates && (child->starting() || !received)) {
      child->interrupt(signal);
    } else if (terminates) {
      child->typed(signal);
    } else if (!received || (signal == SIGWINCH && child->has_own_terminal())) {
      forward(*child, signal);
    }
  }
}

/// SIGTSTP came to cpr: the children stop, and then cpr, so that the clocks stand still.
/// \param typed the terminal sent it, also to every child that shares cpr's process group
void Engine::stop_children(bool typed) {
  if (pause_ || (handlers_.resumed && all_done())) return stop(SIGTSTP);
  // SIGCHLD for the last child may be read before a signal that came earlier.
  if (all_done()) return;
  bool at_once = true;
  for (auto& child : children_) {
    if (child->exited()) continue;
    if (!child->shares_terminal()) {
      // The kernel discards SIGTSTP for an orphaned process group, which this one is.
      child->forward(SIGSTOP);
      continue;
    }
    // It may ignore SIGTSTP: cpr stops when the child has.
    at_once = false;
    if (typed) continue;
    stop_requested_ = true;
    child->forward(SIGTSTP);
  }
  if (!at_once) return;
  stop(SIGTSTP);
  for (auto& child : children_) {
    if (!child->shares_terminal()) child->forward(SIGCONT);
  }
}

/// Stops cpr itself, so that the shell gets its terminal back. By the same signal, since the kernel
/// discards it where no shell could continue cpr. Meanwhile the clocks stand still.
void Engine::stop(int signal) {
  ++stops_;
  if (before_stop_) before_stop_();
  for (auto& child : children_) {
    child->suspend_terminal();
    if (KillHook* hook = child->hook()) hook->stop();
  }
  const TimePoint before = Clock::now();
  raise_unblocked(signal);
  const Duration stopped = Clock::now() - before;
  if (pause_) pause_->postpone(stopped);
  if (handlers_.resumed) handlers_.resumed(stopped);
  for (auto& child : children_) {
    child->resume_terminal();
    child->postpone(stopped);
    if (KillHook* hook = child->hook()) hook->resume(stopped);
  }
}

}  // namespace cpr
