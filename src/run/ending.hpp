// How a child and its process tree are ended: deadlines, the kill path, leftover processes.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/deadlines.hpp"
#include "core/job.hpp"
#include "core/lifecycle.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "process/relayed_pipe.hpp"
#include "run/child_facts.hpp"
#include "run/kill_hook.hpp"
#include "run/kill_steps.hpp"
#include "run/streams.hpp"
#include "run/usage_meter.hpp"

namespace cpr {

class Ending {
 public:
  struct Listener {
    /// See Child::post(): returns when everything that follows from the input was done, unless it
    /// is called while another input is handled.
    std::function<void(Input, std::optional<Intervention>)> post;
    std::function<void()> catch_up;     ///< handle everything that has happened until now
    std::function<void()> held_zombie;  ///< see Child::check_held_zombie()
    Sink tell;                          ///< Signalled, StillWaiting, HookStarted and HookEnded
  };

  /// Starts the clocks. All arguments must outlive this.
  Ending(Host& host, ChildFacts& facts, Streams& streams, Listener listener);

  /// \name Steps of the lifecycle
  ///@{
  void arm_grace() { arm(Deadline::Grace, limits().kill_after); }
  void arm_drain() { arm(Deadline::Drain, limits().drain); }
  /// Before the first signal of a kill path. The first snapshot of a run is its only one.
  void take_snapshot();
  /// Posts HookOver when the hook is over; at once when there is none, or it has run before.
  void run_hook();
  void end_hook() {
    if (hook_) hook_->end();
  }
  void signal_tree();
  void force_tree();
  void flush();
  void start_cleanup();
  /// The kill path is over: records when, if nothing is left.
  void kill_path_over() { steps_.over(); }
  /// Clears all deadlines and names what is left of the tree.
  void finish();
  ///@}

  /// Records why the run is ended. The first reason counts, unless it leaves the child time.
  void intervene(Intervention cause);

  /// The child was reaped: looks for descendants that are to be ended because of that.
  void child_exited();

  /// Whether the child is not closed because a look for leftover processes is due.
  [[nodiscard]] bool awaits_leftover() const;

  /// All that the kill path is for is gone.
  [[nodiscard]] bool gone() const { return steps_.gone(); }

  /// Whether the kill path runs for leftover processes, after which the run goes on.
  [[nodiscard]] bool cleaning() const { return steps_.cleaning(); }

  void record_grace_expired() { steps_.path().grace_expired = true; }

  /// A terminating signal came to cpr. A second one within 50 ms is the same request.
  void interrupt(int signal);

  /// INT or QUIT was typed at the terminal, and the child received it as well.
  void typed(int signal);

  /// Null: none was asked for.
  [[nodiscard]] KillHook* hook() { return hook_ ? &*hook_ : nullptr; }

  /// Kills the child, and waits for that, where no loop runs.
  void kill_child_now();

  /// All deadlines move: cpr was stopped for that long.
  void postpone(Duration stopped);

  [[nodiscard]] Duration since_start() const { return facts_.since_start(); }
  /// When a byte was last moved; the start when none has.
  [[nodiscard]] TimePoint last_moved() const;

 private:
  [[nodiscard]] const Limits& limits() const { return facts_.job.limits; }
  void post(Input input, std::optional<Intervention> cause = std::nullopt) {
    listener_.post(input, std::move(cause));
  }
  [[nodiscard]] bool kills_tree() const;
  [[nodiscard]] bool in_kill_path() const;
  void arm(Deadline which, std::optional<Duration> delay);
  void update_timer();
  void on_timer();
  void fire(Deadline which);
  void check_idle();
  void check_kill();
  void kill_round();
  void look_again();
  void report_still_waiting();
  void hook_over(const HookEnd& end);
  void check_leftover();
  void collect_leftover();

  Host& host_;
  ChildFacts& facts_;
  Streams& streams_;
  Listener listener_;
  Timer timer_;
  Deadlines deadlines_;
  KillSteps steps_;
  std::optional<KillHook> hook_;
  Duration round_pause_{};               ///< until the next round of SIGKILL
  TimePoint give_up_at_{};               ///< what is left then is reported, even if it is dying
  std::optional<TimePoint> name_until_;  ///< leftover that cannot be named is waited for until then
  TimePoint interrupted_at_{};
  int typed_ = 0;  ///< the last signal that was typed; 0: none
  TimePoint typed_at_{};
  std::vector<RelayedPipe> held_pipes_;  ///< those that were open when cpr stopped waiting for them
};

}  // namespace cpr
