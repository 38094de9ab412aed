// The life of one child as a table: state x input -> next state and what to do.
//
// Pure: it knows neither clocks nor processes. Every hard bug of a process runner is an ordering (a
// timeout in the tick of the exit, a second Ctrl-C, a grandchild on the pipe); here each of them is
// a cell that can be read and is tested.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpr {

enum class State : std::uint8_t {
  Starting,  ///< the process exists, its program does not run yet
  Running,
  Draining,    ///< it exited by itself; relayed pipes are still open
  ReaderGone,  ///< a reader of its output is gone: it has the grace time to notice
  Ending,      ///< the kill signal was sent; grace time is running
  Forcing,     ///< SIGKILL, repeated until the tree is empty
  Flushing,    ///< nobody is waited for any more; what the pipes hold now is handed over
  Done,
};

enum class Input : std::uint8_t {
  Started,         ///< exec succeeded
  StartFailed,     ///< it did not, and said why
  Exited,          ///< the child was reaped
  Closed,          ///< it was reaped, and every relayed stream is at its end
  TreeEmpty,       ///< no descendant is left
  LimitHit,        ///< a timeout, an idle timeout or maxBuffer
  Interrupted,     ///< a terminating signal came to cpr
  ForceRequested,  ///< another one while the tree is being ended: no more patience
  OutputLost,      ///< nobody takes the output any more
  GraceOver,
  DrainOver,        ///< others have held the child's pipes for long enough
  NoLongerAwaited,  ///< the program runs, and nobody is to wait for it
  KillTimedOut,     ///< SIGKILL was sent long ago and somebody is still alive
  FlushOver,        ///< the reader of cpr's output had its last second
  Leaked,           ///< the child has ended and left others behind, who are not to stay
  LeaksEnded,       ///< those are gone; what they and the child wrote is still to be taken
};

inline constexpr int state_count = 8;
inline constexpr int input_count = 16;

/// What the owner of the state machine has to do, as a set.
enum class Step : std::uint8_t {
  None = 0,
  SignalTree = 1,  ///< send the kill signal (and SIGCONT) to every process of the tree
  ArmGrace = 2,    ///< GraceOver after killAfter; a clock that is already running starts anew
  ForceTree = 4,   ///< SIGKILL until empty, KillTimedOut after killAfter
  Flush = 8,       ///< take what is in the pipes, expect no more, FlushOver after a second
  GiveUp = 16,     ///< the tree cannot be emptied: record who is left
  Finish = 32,     ///< close whatever is still open and report
  ArmDrain = 64,   ///< DrainOver after the drain time
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

/// The table. Total: an input that means nothing in a state leaves it as it is.
Transition transition(State state, Input input);

std::string_view name(State state);
std::string_view name(Input input);

}  // namespace cpr
