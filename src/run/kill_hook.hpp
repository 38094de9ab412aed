// The hook: the command that looks at the processes before they are killed.
#pragma once

#include <functional>

#include "core/limits.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "process/keeper.hpp"
#include "process/tree.hpp"

namespace cpr {

/// Runs the hook once. The loop goes on meanwhile.
class KillHook {
 public:
  /// \param over called once, from run() if the hook cannot be started
  /// All arguments must outlive this.
  KillHook(Loop& loop, Tree& tree, const BeforeKill& command,
           std::function<void(const HookEnd&)> over);

  [[nodiscard]] bool has_run() const { return stage_ != Stage::Waiting; }

  /// Starts the hook and its time limit.
  void run(const RunView& view);

  /// Kills the hook and its processes; over when these are gone.
  void end();

  /// \returns whether it was a process of this
  bool reaped(const Reaped& process);

  /// For the time that cpr is stopped.
  void stop();
  void resume(Duration stopped);

 private:
  enum class Stage : std::uint8_t {
    Waiting,
    Running,
    Ending,  ///< its keeper kills it
    Killed,  ///< the keeper did not do that, and was sent SIGKILL
    Over,
  };

  void on_timer();
  void enter(Stage stage, Duration longest);
  void finish(const Keeper::Outcome& outcome, const ResourceUsage& usage);

  Tree& tree_;
  const BeforeKill& command_;
  std::function<void(const HookEnd&)> over_;
  Timer timer_;
  Keeper keeper_;
  Stage stage_ = Stage::Waiting;
  bool timed_out_ = false;
  TimePoint started_at_{};
  TimePoint due_{};
};

}  // namespace cpr
