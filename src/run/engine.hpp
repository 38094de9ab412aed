// The loop, the children that live in it, and the signals that cpr itself gets.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/activity.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "process/inherited_signals.hpp"
#include "run/child.hpp"

namespace cpr {

class Engine {
 public:
  /// From here on signals do not end cpr: they are read and handed on. Taken before anything can be
  /// created, so that none can come between a child and its bookkeeping.
  /// \throws std::system_error
  Engine();

  /// When something has thrown out of the loop, children are running: their trees are ended.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Starts a job, which must live as long as the engine. Its events go to the sink, the last one
  /// is Closed; everything that goes wrong with the child is in there. \throws std::system_error,
  /// std::bad_alloc for what cpr itself cannot get, before the start
  Child& start(const Job& job, Sink sink);

  /// Who is asked first what a terminating signal to cpr means; he says whether he has dealt with
  /// it.
  void on_termination(std::function<bool(int signal)> ask) { ask_first_ = std::move(ask); }

  /// Cpr stands for PID 1: TERM alone ends the run, other signals are the child's business.
  void serve_as_init() { serves_as_init_ = true; }

  /// Returns when all children are closed.
  void run();

  /// Ends whoever children that ran beside each other have left. \returns false when somebody stays
  bool end_rest();

  /// When all children are closed: lets go of what would outlive cpr, and gives the signals back.
  /// From here on they act on cpr itself, but for SIGPIPE. The loop goes on.
  void shut_down();

  /// For what is written while the children run.
  Loop& loop() { return loop_; }

  /// Stops taking the children's output, or goes on with it: their next writes wait.
  void hold_output(bool held);

  /// Whoever reads what cpr tells of the children is gone: as when a reader of their output is.
  void output_closed();

  /// How the children are doing, all of them together.
  [[nodiscard]] Activity activity();

  /// Calls back before cpr stops, as a job that was sent to the background does.
  void before_stop(std::function<void()> callback) { before_stop_ = std::move(callback); }

  /// INT or QUIT that was typed at the terminal and reached the child directly; 0 = none.
  [[nodiscard]] int typed_signal() const { return typed_signal_; }

 private:
  void reap();
  void on_signals();
  void on_signal(int signal, bool from_process);
  void on_kernel_signal(int signal);
  void stop_children(bool typed);
  void stop(int signal);

  InheritedSignals inherited_;
  Loop loop_;
  Fd signalfd_;
  Watch signal_watch_;
  std::vector<std::unique_ptr<Child>> children_;
  std::function<bool(int signal)> ask_first_;
  std::function<void()> before_stop_;
  int typed_signal_ = 0;
  int stops_ = 0;  ///< how often cpr has stopped itself
  bool serves_as_init_ = false;
  bool stop_requested_ = false;  ///< a process has sent SIGTSTP: cpr stops when the child has
};

}  // namespace cpr
