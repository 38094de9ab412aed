// The loop, the children that run in it, the process tree below cpr, and the signals to cpr.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/activity.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "process/inherited_signals.hpp"
#include "process/signal_queue.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"
#include "run/child.hpp"
#include "run/kill_snapshot.hpp"
#include "run/usage_meter.hpp"

namespace cpr {

class Engine {
 public:
  /// What a run of several children does about signals to cpr. Each may be null.
  struct SignalHandlers {
    /// SIGHUP that a process has sent; false: it terminates.
    std::function<bool()> reload;
    /// A signal that terminates; false: each child is to handle it.
    std::function<bool(int signal)> terminate;
    /// SIGINT or SIGQUIT was typed at the terminal.
    std::function<void()> typed;
    /// Cpr was stopped for that long.
    std::function<void(Duration)> resumed;
  };

  /// Blocks signals to cpr, which are read in the loop from here on. This comes first, so that no
  /// signal can arrive between the start of a child and its bookkeeping.
  /// \throws std::system_error
  Engine();

  /// If children are running, because something has thrown out of the loop, kills their trees.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Starts a job, which must outlive the engine. A failure to start is reported in its Closed.
  /// \param scope Process: other children run as well, so that limits and signals are for each
  /// child alone, and kill_tree() does the rest
  /// \throws std::system_error, std::bad_alloc for what cpr itself lacks, before the start
  Child& start(const Job& job, Sink sink, Scope scope = Scope::Tree);

  void handle_signals(SignalHandlers handlers) { handlers_ = std::move(handlers); }

  /// As if cpr had received a terminating signal.
  void terminate(int signal);

  /// Cpr is PID 1: TERM alone ends the run, and other signals are forwarded to the child.
  void serve_as_init() { serves_as_init_ = true; }

  /// Returns when all children are closed.
  void run();

  /// One turn of the loop: waits, and calls back.
  void run_once() { loop_.run_once(); }

  /// Forgets a child that is closed. Not from a callback.
  void release(const Child& child);

  /// Kills everything below cpr, where no child runs any more.
  /// \returns false when processes are left that do not die
  bool kill_tree();

  /// What kill_tree() has left.
  std::vector<Leftover> leftovers();

  [[nodiscard]] Containment containment() const { return tree_.containment(); }

  /// Forgets the children, all of which are closed, and what they have used: the next child is like
  /// the first. To be called after kill_tree().
  void forget_children();

  /// Waits where no child runs; while cpr is stopped, the clock stands still.
  /// \returns the terminating signal that has ended the wait; 0: the time is over
  int pause(Duration duration);

  /// Removes what would outlive cpr, and unblocks signals, which act on cpr itself from here on;
  /// SIGPIPE is ignored. To be called when all children are closed. The loop stays usable.
  void shut_down();

  Loop& loop() { return loop_; }

  /// Stops reading the children's output, so that their next writes block, or takes that back. It
  /// goes on when all have taken it back.
  void hold_output(bool held);

  /// The reader of what cpr reports is gone: like a lost reader of the output.
  void output_closed();

  /// The state of all children together.
  [[nodiscard]] Activity activity();

  /// What everything below cpr has used until now; none: no job has asked for it.
  [[nodiscard]] std::optional<TreeUsage> tree_usage() const { return usage_.total(); }

  /// Sets a callback for the moment before cpr stops itself, as a job does on Ctrl-Z.
  void before_stop(std::function<void()> callback) { before_stop_ = std::move(callback); }

  /// INT or QUIT that was typed at the terminal, and has reached the children directly; 0: none.
  [[nodiscard]] int typed_signal() const { return typed_signal_; }

 private:
  /// While no child runs.
  struct Pause {
    Pause(Loop& loop, TimePoint until);
    void postpone(Duration stopped);
    Timer timer;
    TimePoint end;
    int signal = 0;  ///< a terminating signal that came to cpr
  };

  [[nodiscard]] bool all_done() const;
  void reap();
  void check_stopped(Child& child, int signal);
  void on_signals();
  void on_signal(int signal, bool from_process);
  bool pass_on(int signal, bool from_process);
  void on_kernel_signal(int signal);
  static void forward(Child& child, int signal);
  void stop_children(bool typed);
  void stop(int signal);

  InheritedSignals inherited_;
  Loop loop_;
  SignalQueue signals_;
  Watch signal_watch_;
  Terminal terminal_;  ///< as it was before the first child
  Tree tree_;
  KillSnapshot snapshot_;
  UsageMeter usage_;
  Host host_;
  std::vector<std::unique_ptr<Child>> children_;
  std::optional<Pause> pause_;
  SignalHandlers handlers_;
  std::function<void()> before_stop_;
  StopPolicy stop_policy_;  ///< of the last child that was started; all have the same
  int typed_signal_ = 0;
  int stops_ = 0;  ///< number of times that cpr has stopped itself
  bool serves_as_init_ = false;
  int output_holds_ = 0;         ///< of hold_output()
  bool stop_requested_ = false;  ///< a process sent SIGTSTP: cpr stops when the child has stopped
};

}  // namespace cpr
