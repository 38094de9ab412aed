#include "core/lifecycle.hpp"

#include <array>

namespace cpr {
namespace {

using enum State;
using S = Step;

using Row = std::array<Transition, input_count>;

constexpr Transition kill_tree{Ending, S::SignalTree | S::ArmGrace};
constexpr Transition force{Forcing, S::ForceTree};
constexpr Transition flush{Flushing, S::Flush};
constexpr Transition drain{Draining, S::ArmDrain};
constexpr Transition finish{Done, S::Finish};

// An input without meaning in this state.
template <State S>
constexpr Transition stay{S, Step::None};

// clang-format off
// A row for each state, in the order of State; a column for each input, in the order of Input:
//   Started, StartFailed, Exited, Closed, TreeEmpty,
//   LimitHit, Interrupted, ForceRequested, OutputLost,
//   GraceOver, DrainOver, NoLongerAwaited, KillTimedOut, FlushOver,
//   LeftoverFound, LeftoverGone
constexpr std::array<Row, state_count> table{{
    // Starting: SIGKILL at once, since until its exec the child blocks every other signal
    {{{Running}, {Draining}, drain, finish, stay<Starting>,
      force, force, stay<Starting>, stay<Starting>,
      stay<Starting>, stay<Starting>, stay<Starting>, stay<Starting>, stay<Starting>,
      stay<Starting>, stay<Starting>}},
    // Running
    {{stay<Running>, stay<Running>, drain, finish, stay<Running>,
      kill_tree, kill_tree, stay<Running>, {ReaderGone, S::ArmGrace},
      stay<Running>, stay<Running>, finish, stay<Running>, stay<Running>,
      stay<Running>, stay<Running>}},
    // Draining
    {{stay<Draining>, stay<Draining>, stay<Draining>, finish, stay<Draining>,
      kill_tree, kill_tree, stay<Draining>, stay<Draining>,
      stay<Draining>, flush, stay<Draining>, stay<Draining>, stay<Draining>,
      kill_tree, stay<Draining>}},
    // ReaderGone: lasts until the tree is empty, even if all streams are closed
    {{stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, flush,
      kill_tree, kill_tree, stay<ReaderGone>, stay<ReaderGone>,
      force, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>,
      kill_tree, stay<ReaderGone>}},
    // Ending: a limit that is reached now changes nothing
    {{stay<Ending>, stay<Ending>, stay<Ending>, stay<Ending>, flush,
      stay<Ending>, stay<Ending>, force, stay<Ending>,
      force, stay<Ending>, stay<Ending>, stay<Ending>, stay<Ending>,
      stay<Ending>, drain}},
    // Forcing
    {{stay<Forcing>, stay<Forcing>, stay<Forcing>, stay<Forcing>, flush,
      stay<Forcing>, stay<Forcing>, stay<Forcing>, stay<Forcing>,
      stay<Forcing>, stay<Forcing>, stay<Forcing>, {Flushing, S::GiveUp | S::Flush}, stay<Forcing>,
      stay<Forcing>, drain}},
    // Flushing
    {{stay<Flushing>, stay<Flushing>, stay<Flushing>, finish, stay<Flushing>,
      stay<Flushing>, stay<Flushing>, finish, stay<Flushing>,
      stay<Flushing>, stay<Flushing>, stay<Flushing>, stay<Flushing>, finish,
      stay<Flushing>, stay<Flushing>}},
    // Done
    {{stay<Done>, stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>}},
}};
// clang-format on

}  // namespace

Transition transition(State state, Input input) {
  return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

}  // namespace cpr
