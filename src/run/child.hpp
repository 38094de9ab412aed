// One running child: owns its process, tree, relays, messages and clocks, feeds the lifecycle and
// does what that says, and tells the sink what happened.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/activity.hpp"
#include "core/deadlines.hpp"
#include "core/job.hpp"
#include "core/lifecycle.hpp"
#include "core/result.hpp"
#include "io/input_relay.hpp"
#include "io/output_relay.hpp"
#include "io/stdio.hpp"
#include "loop/loop.hpp"
#include "process/inherited_signals.hpp"
#include "process/spawn.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"
#include "run/ipc_session.hpp"

namespace cpr {

/// How long a signal typed at the terminal may show no effect before cpr says what it waits for.
inline constexpr Duration notice_after = std::chrono::seconds(1);
/// Before the first look at what the child has left running, and between two of them.
inline constexpr Duration leak_check_pause = std::chrono::milliseconds(50);

class Child {
 public:
  /// \param job must outlive the child
  /// \param reap reaps whatever is dead and calls reaped() for this child.
  Child(Loop& loop, const InheritedSignals& inherited, const Job& job, Sink sink,
        std::function<void()> reap);

  /// Starts it. Whatever goes wrong with that ends up in the Result.
  void start();

  [[nodiscard]] bool done() const { return state_ == State::Done; }
  /// The process that is to be reaped; none once it was, since its number may be somebody else's.
  [[nodiscard]] pid_t pid() const { return exited_ || reaped_ ? -1 : process_.pid; }

  /// The process of this child was reaped.
  void reaped(const Reaped& reaped);

  /// There is nothing to be reaped although this child was: somebody else has done it.
  void status_lost();

  /// The process is there, its program does not run yet.
  [[nodiscard]] bool starting();

  /// Ends whoever is still below cpr; five seconds at most. \returns false when somebody is left
  bool end_tree();

  /// Null when there is no channel, or no child.
  [[nodiscard]] IpcSession* ipc_session() { return ipc_.get(); }

  /// The program runs, and nothing is being done about it.
  [[nodiscard]] bool running();

  /// Something below cpr was reaped: perhaps nobody is left.
  void tree_changed();

  /// A terminating signal came to cpr.
  void interrupt(int signal);

  /// What is typed at cpr's terminal, and what the kernel sends to cpr's group, reaches the child,
  /// too.
  [[nodiscard]] bool shares_terminal() const { return !own_group_; }

  /// INT or QUIT was typed at the terminal. While the child lives it is the child's own business,
  /// which has received it; what the child leaves running when it exits after that is killed, and
  /// so is what it has left running before.
  void typed(int signal);

  /// The child was reaped, or never ran.
  [[nodiscard]] bool exited() const { return exited_; }

  /// Another signal came to cpr: it is the child's alone.
  void forward(int signal);

  /// Stops taking the child's output; or allows it again, and then resume_output() goes on with it.
  void hold_output(bool held);
  void resume_output();

  /// Whoever reads what cpr tells of this child is gone.
  void output_closed();

  /// Ends it and its tree at once, where there is no loop to do it in.
  void end_now();

  /// How it is going.
  [[nodiscard]] Activity activity();

  /// Cpr was stopped for so long: the clocks stood still meanwhile.
  void postpone(Duration stopped);

 private:
  bool contain();
  bool spawn();
  void start_relays(std::vector<ParentEnd> ends);
  void start_ipc(Fd socket);
  void end_ipc();
  void finish_ipc();
  void watch_start();
  void settle_start();
  void input(Input input);
  void take(Step steps);
  void check_closed();
  void check_leaks();
  void tell_still_waiting();
  bool intervene(Reason reason, int signal, int stream);
  [[nodiscard]] bool kills_tree() const;
  [[nodiscard]] bool ends_tree() const;
  void signal_tree();
  void begin_killing();
  void kill_round();
  void check_kill();
  void settle_held_zombie();
  Tree::Sent send(int signal);
  void send_and_tell(int signal);
  void close_pipes();
  void remember_pipes();
  void collect_leftovers();
  void check_idle();
  [[nodiscard]] TimePoint last_moved() const;
  void finish();

  void arm(Deadline which, std::optional<Duration> delay);
  void update_timer();
  void on_timer();
  void fire(Deadline which);
  [[nodiscard]] Duration since_start() const { return Clock::now() - started_at_; }

  struct Output {
    int fd = -1;
    std::unique_ptr<OutputRelay> relay;
  };

  Loop& loop_;
  const InheritedSignals& inherited_;
  const Job& job_;
  Sink sink_;
  std::function<void()> reap_;

  TimePoint started_at_{};
  Execve execve_;
  Terminal terminal_;  ///< before the child has it
  std::optional<Tree> tree_;
  Process process_;
  std::optional<Watch> report_watch_;
  std::vector<Output> outputs_;
  std::unique_ptr<InputRelay> input_;
  std::unique_ptr<IpcSession> ipc_;  ///< present when there is a channel
  std::optional<Timer> timer_;
  Deadlines deadlines_;
  Duration round_pause_{};
  TimePoint give_up_at_{};  ///< SIGKILL has had enough time, whatever is left
  std::optional<TimePoint> leaks_until_;
  TimePoint interrupted_at_{};
  int typed_ = 0;  ///< the last signal typed at the terminal that reached the child; 0 = none
  TimePoint typed_at_{};
  std::optional<std::int64_t> own_peak_kib_;  ///< of cpr, when the program was seen to run

  std::vector<HeldPipe> held_pipes_;  ///< those that were open when cpr stopped waiting for them

  State state_ = State::Starting;
  bool reaped_ = false;  ///< its output is taken before it counts as exited
  bool exited_ = false;
  bool awaits_leftover_ = false;  ///< a look at what the child has left running is due
  bool clears_leftover_ = false;  ///< the kill path runs for what the child has left running
  bool own_group_ = false;        ///< the child leads a process group, in which cpr is not
  Result result_;
};

}  // namespace cpr
