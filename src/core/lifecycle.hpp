// The life of one child as a table: state x input -> next state and steps to take.
//
// Pure: no clocks, no processes. The hard bugs of a process runner are orderings (a timeout in the
// tick of the exit, a second Ctrl-C, a grandchild that holds the pipe); here each of them is a cell
// of a table, and is tested.
#pragma once

#include <cstdint>

namespace cpr {

enum class State : std::uint8_t {
  Starting,    ///< the process exists, its program does not run yet
  Running,     ///< the program runs
  Draining,    ///< it exited by itself, or leftover processes were ended; pipes may still be open
  Dismissed,   ///< cpr needs nothing more of it: it has the grace period to exit by itself
  ReaderGone,  ///< a reader of its output is gone: it has the grace period to notice
  BeforeKill,  ///< the kill path has started, and the hook runs before its first signal
  Ending,      ///< the kill signal was sent; the grace period is running
  Forcing,     ///< SIGKILL, repeated until the tree is empty
  Flushing,    ///< no process is waited for; what the pipes hold now is relayed
  Done,
};

enum class Input : std::uint8_t {
  Started,          ///< exec succeeded
  StartFailed,      ///< a step of the start failed
  Exited,           ///< the child was reaped
  Closed,           ///< it was reaped, and every relayed stream is at its end
  TreeEmpty,        ///< no process is left that was to be ended
  LimitHit,         ///< a limit of time, output or memory was reached
  Interrupted,      ///< cpr received a terminating signal
  ForceRequested,   ///< what cpr waits for now, the hook or the grace period, is to be skipped
  OutputLost,       ///< a reader of the output is gone
  Answered,         ///< the last message that cpr needs has come
  GraceOver,        ///< the grace period has expired
  DrainOver,        ///< the wait for processes that hold the child's pipes has expired
  NoLongerAwaited,  ///< the program runs, and cpr is not to wait for it
  KillTimedOut,     ///< processes are still running long after SIGKILL
  FlushOver,        ///< the wait for a stalled reader has expired
  LeftoverFound,    ///< descendants are still running after the exit, and are to be ended
  LeftoverGone,     ///< those are gone; the rest of the output is still to be relayed
  HookOver,         ///< the hook is over, or there was none
};

inline constexpr int state_count = 10;
inline constexpr int input_count = 18;

/// What the owner of the state machine has to do, as a set.
enum class Step : std::uint16_t {
  None = 0,
  SignalTree = 1,  ///< send the kill signal
  ArmGrace = 2,    ///< GraceOver after the grace period, which starts anew
  ForceTree = 4,   ///< send SIGKILL until the tree is empty; KillTimedOut when it stays alive
  Flush = 8,       ///< relay what is in the pipes, read no more; FlushOver after a second
  GiveUp = 16,     ///< record that the tree cannot be emptied
  Finish = 32,     ///< close what is still open and report
  ArmDrain = 64,   ///< DrainOver after the drain time
  RunHook = 128,   ///< look at the tree, and run the hook; HookOver when that is over
  EndHook = 256,   ///< kill the hook
};

constexpr Step operator|(Step a, Step b) {
  return static_cast<Step>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Step set, Step step) {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(step)) != 0;
}

struct Transition {
  State next = State::Starting;
  Step steps = Step::None;
  bool operator==(const Transition&) const = default;
};

/// The table. An input that has no meaning in a state leaves that state as it is.
Transition transition(State state, Input input);

}  // namespace cpr
