// One child: its start, its lifecycle, and the events and the result that are reported of it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/activity.hpp"
#include "core/command.hpp"
#include "core/job.hpp"
#include "core/lifecycle.hpp"
#include "core/result.hpp"
#include "core/tree_usage.hpp"
#include "loop/loop.hpp"
#include "process/spawn.hpp"
#include "run/ending.hpp"
#include "run/readiness.hpp"
#include "run/streams.hpp"

namespace cpr {

class Child {
 public:
  /// \param host and job must outlive the child
  /// \param scope Process where other children run as well
  Child(Host& host, const Job& job, Scope scope, Sink sink);
  ~Child() { host_.tree.remove_child(facts_.process); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// A failure to start is reported in the Result.
  /// \throws std::system_error, std::bad_alloc when cpr itself lacks something; no process is then
  /// left running once the engine is destroyed
  void start();

  [[nodiscard]] bool done() const { return facts_.state == State::Done; }
  /// The program does not run yet, as of the last catch_up().
  [[nodiscard]] bool starting() const { return facts_.state == State::Starting; }
  /// The program runs, as far as is known, and the kill path has sent nothing.
  [[nodiscard]] bool running() const {
    return facts_.state == State::Running || facts_.state == State::BeforeKill;
  }
  /// The child was reaped, or never ran.
  [[nodiscard]] bool exited() const { return facts_.exited; }
  /// The process that is to be reaped; -1: none, or it was reaped and its pid may be reused.
  [[nodiscard]] pid_t pid() const { return facts_.exited ? -1 : facts_.process.pid; }
  /// Whether it receives what is typed at cpr's terminal and sent to cpr's process group.
  [[nodiscard]] bool shares_terminal() const { return !own_group_; }
  /// Null when there is no channel, or no child.
  [[nodiscard]] IpcSession* ipc_session() { return streams_.ipc_session(); }
  [[nodiscard]] Activity activity();

  /// \param usage none: not known
  void reaped(ExitStatus exit, std::optional<ResourceUsage> usage);
  /// It cannot be reaped, because another waiter has done so.
  void status_lost();

  /// Learns whether the program runs, if that is known by now.
  void learn_start();
  /// Handles what follows from the facts: the tree has become empty, or a stream has ended.
  void update();

  /// A terminating signal came to cpr.
  void interrupt(int signal) { ending_.interrupt(signal); }
  /// INT or QUIT was typed at the terminal, and the child has received it. While it lives it
  /// decides what that means; after its exit its leftover processes are killed.
  void typed(int signal) { ending_.typed(signal); }
  /// SIGALRM came to cpr.
  void alarm();
  /// Sends a signal to the child alone.
  void forward(int signal);

  /// \name A pseudo-terminal of the child; see Streams
  ///@{
  [[nodiscard]] bool has_own_terminal() const { return streams_.has_terminal(); }
  /// SIGWINCH came to cpr. The child gets it even if the size is the same.
  void resize_terminal();
  void suspend_terminal() { streams_.suspend_terminal(); }
  void resume_terminal() { streams_.resume_terminal(); }
  ///@}

  /// The tree uses more memory than its limit. Before the program runs that means nothing, since
  /// the child has cpr's memory until its exec.
  void memory_exceeded(const TreeMemory& memory);

  /// See Streams.
  void hold_output(bool held) { streams_.hold(held); }
  void resume_output() { streams_.resume(); }
  /// The reader of what cpr reports is gone.
  void output_closed();

  /// Kills it at once, where no loop runs. \returns whether it was not done
  bool end_now();
  /// Null: none was asked for.
  [[nodiscard]] KillHook* hook() { return ending_.hook(); }
  /// Cpr was stopped for that long.
  void postpone(Duration stopped);

 private:
  /// What happened, and where cpr ends the run because of it, why.
  struct Posted {
    Input input;
    std::optional<Intervention> cause;
  };

  [[nodiscard]] std::optional<StartFailure> spawn();
  void catch_up();
  void check_held_zombie();
  void post(Input input, std::optional<Intervention> cause = std::nullopt);
  void apply(Posted posted);
  [[nodiscard]] std::optional<Input> next_fact() const;
  [[nodiscard]] bool leads_on(Input input) const;
  void take(Step steps);
  void on_ready();
  void end_readiness();
  void finish();

  Host& host_;
  Sink sink_;
  ChildFacts facts_;
  Execve execve_;
  Streams streams_;
  Ending ending_;
  std::optional<Readiness> readiness_;
  std::optional<Watch> report_watch_;
  std::optional<std::int64_t> own_peak_kib_;  ///< cpr's peak memory when the program was started
  bool own_group_ = false;                    ///< it leads a process group, and cpr is not in that
  std::vector<Posted> queue_;
  bool handling_ = false;  ///< inputs are queued, and handled when the current one is done
};

}  // namespace cpr
