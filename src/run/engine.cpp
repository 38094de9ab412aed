#include "run/engine.hpp"

#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "process/abort_handler.hpp"
#include "process/terminal.hpp"

namespace cpr {
namespace {

int make_signalfd() {
  const sigset_t set = blockable_signals();
  const int fd = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

/// Whoever started cpr wanted this signal to do nothing (nohup, a background job of a script), and
/// the child ignores it, too. Cpr has not touched the disposition; blocked, it arrives all the
/// same.
bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// Before libuv is used, which may call abort().
InheritedSignals prepare() {
  install_abort_handler();
  return block_signals();
}

}  // namespace

Engine::Engine()
    : inherited_(prepare()),
      signalfd_(make_signalfd()),
      signal_watch_(loop_, signalfd_.get(), [this] { on_signals(); }) {
  signal_watch_.start(Watch::readable);
}

Engine::~Engine() {
  for (auto& child : children_) child->end_now();
}

Child& Engine::start(const Job& job, Sink sink) {
  set_abort_kills_tree(job.limits.whole_tree);
  children_.push_back(
      std::make_unique<Child>(loop_, inherited_, job, std::move(sink), [this] { reap(); }));
  children_.back()->start();
  return *children_.back();
}

void Engine::run() {
  const auto done = [](const auto& child) { return child->done(); };
  while (!std::all_of(children_.begin(), children_.end(), done)) loop_.run_once();
}

bool Engine::end_rest() {
  return std::all_of(children_.begin(), children_.end(),
                     [](const auto& child) { return child->end_tree(); });
}

void Engine::shut_down() {
  children_.clear();
  // What is still queued was sent to a run that is over.
  std::array<signalfd_siginfo, 16> batch;
  while (::read(signalfd_.get(), batch.data(), sizeof batch) > 0) {
  }
  // From here on a lost reader, or a file that may not grow, is told by the failed write.
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  restore_mask(inherited_);
}

void Engine::hold_output(bool held) {
  for (auto& child : children_) child->hold_output(held);
  if (held) return;
  // The first output to go on may fill the queue again, and then all of them are held again.
  for (auto& child : children_) child->resume_output();
}

void Engine::output_closed() {
  for (auto& child : children_) child->output_closed();
}

Activity Engine::activity() {
  Activity all;
  for (auto& child : children_) {
    if (child->done()) continue;
    const Activity one = child->activity();
    all.elapsed = std::max(all.elapsed, one.elapsed);
    all.processes = std::max(all.processes, one.processes);  // each tree is all below cpr
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
    for (auto& child : children_) {
      if (child->pid() != reaped.pid) continue;
      if (WIFSTOPPED(reaped.wait_status)) {
        const int signal = WSTOPSIG(reaped.wait_status);
        // Ctrl-Z, or a read from the background.
        const bool job_control = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
        // Without a terminal nothing would continue cpr, and no limit would hold; unless the stop
        // was asked of cpr itself.
        if (child->running() && job_control && (stop_requested_ || has_terminal())) {
          stop_requested_ = false;
          stop(signal);
        }
      } else {
        child->reaped(reaped);
      }
    }
  }
  if (!reaped.childless()) return;
  for (auto& child : children_) child->status_lost();
}

void Engine::on_signals() {
  std::array<signalfd_siginfo, 16> batch;
  const ssize_t n = ::read(signalfd_.get(), batch.data(), sizeof batch);
  if (n <= 0) return;
  const auto count = static_cast<std::size_t>(n) / sizeof batch[0];
  const int stops_before = stops_;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& info = batch[i];
    // Our own failed writes make SIGPIPE and SIGXFSZ; they are dealt with where the write failed.
    if (info.ssi_pid == static_cast<std::uint32_t>(::getpid())) continue;
    const int signal = static_cast<int>(info.ssi_signo);
    // The SIGCHLD of a child that it has stopped comes before it, and cpr has stopped for that.
    if (signal == SIGTSTP && stops_ != stops_before) continue;
    on_signal(signal, info.ssi_code <= 0);
  }
}

void Engine::on_signal(int signal, bool from_process) {
  if (signal == SIGCHLD) {
    reap();
    for (auto& child : children_) child->tree_changed();
    return;
  }
  if (is_ignored(signal)) return;
  if (!from_process && signal != SIGTERM && signal != SIGHUP) return on_kernel_signal(signal);
  switch (signal) {
    case SIGINT:
    case SIGQUIT:
    case SIGTERM:
    case SIGHUP:
      if (ask_first_ && ask_first_(signal)) return;
      for (auto& child : children_) {
        if (serves_as_init_ && signal != SIGTERM) {
          child->forward(signal);
        } else {
          child->interrupt(signal);
        }
      }
      return;
    case SIGTSTP: return stop_children(false);
    case SIGCONT: stop_requested_ = false; [[fallthrough]];
    default:
      for (auto& child : children_) child->forward(signal);
  }
}

/// Typed at the terminal, or sent to cpr's whole process group. A child in that group has got it as
/// well, and is free to handle it, once it is a program that could.
void Engine::on_kernel_signal(int signal) {
  if (signal == SIGTSTP) return stop_children(true);
  const bool ends = signal == SIGINT || signal == SIGQUIT;
  if (ends) typed_signal_ = signal;
  for (auto& child : children_) {
    const bool reached = child->shares_terminal();
    if (ends && (child->starting() || !reached)) {
      child->interrupt(signal);
    } else if (ends) {
      child->typed(signal);
    } else if (!reached) {
      child->forward(signal);
    }
  }
}

/// SIGTSTP came to cpr: the children stop, and cpr after them, so that the clocks stand still.
/// \param typed the terminal sent it, also to every child that shares cpr's process group
void Engine::stop_children(bool typed) {
  // The end of the last child is read before a signal that came earlier: that is for nothing now.
  const auto done = [](const auto& child) { return child->done(); };
  if (std::all_of(children_.begin(), children_.end(), done)) return;
  bool at_once = true;
  for (auto& child : children_) {
    if (child->exited()) continue;
    if (!child->shares_terminal()) {
      // SIGTSTP is ignored in a process group without a parent in its session, which this one is.
      child->forward(SIGSTOP);
      continue;
    }
    // It may ignore SIGTSTP: cpr follows when it has stopped.
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

/// The child has stopped, and so does cpr, so that the shell gets its terminal back. By the same
/// signal, since the kernel knows when nobody could wake us. The clocks stand still meanwhile.
void Engine::stop(int signal) {
  ++stops_;
  if (before_stop_) before_stop_();
  const TimePoint before = Clock::now();
  raise_unblocked(signal);
  const Duration stopped = Clock::now() - before;
  for (auto& child : children_) child->postpone(stopped);
}

}  // namespace cpr
