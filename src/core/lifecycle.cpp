#include "core/lifecycle.hpp"

#include <array>

namespace cpr {
namespace {

using enum State;
using S = Step;

using Row = std::array<Transition, input_count>;

constexpr Transition start_kill{BeforeKill, S::RunHook};
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
//   LimitHit, Interrupted, ForceRequested, OutputLost, Answered,
//   GraceOver, DrainOver, NoLongerAwaited, KillTimedOut, FlushOver,
//   LeftoverFound, LeftoverGone, HookOver
constexpr std::array<Row, state_count> table{{
    // Starting
    {{{Running}, {Draining}, drain, finish, stay<Starting>,
      start_kill, start_kill, stay<Starting>, stay<Starting>, stay<Starting>,
      stay<Starting>, stay<Starting>, stay<Starting>, stay<Starting>, stay<Starting>,
      stay<Starting>, stay<Starting>, stay<Starting>}},
    // Running
    {{stay<Running>, stay<Running>, drain, finish, stay<Running>,
      start_kill, start_kill, stay<Running>, {ReaderGone, S::ArmGrace}, {Dismissed, S::ArmGrace},
      stay<Running>, stay<Running>, finish, stay<Running>, stay<Running>,
      stay<Running>, stay<Running>, stay<Running>}},
    // Draining
    {{stay<Draining>, stay<Draining>, stay<Draining>, finish, stay<Draining>,
      start_kill, start_kill, stay<Draining>, stay<Draining>, stay<Draining>,
      stay<Draining>, flush, stay<Draining>, stay<Draining>, stay<Draining>,
      start_kill, stay<Draining>, stay<Draining>}},
    // Dismissed
    {{stay<Dismissed>, stay<Dismissed>, drain, finish, stay<Dismissed>,
      start_kill, start_kill, stay<Dismissed>, {ReaderGone, S::ArmGrace}, stay<Dismissed>,
      start_kill, stay<Dismissed>, stay<Dismissed>, stay<Dismissed>, stay<Dismissed>,
      stay<Dismissed>, stay<Dismissed>, stay<Dismissed>}},
    // ReaderGone: lasts until the tree is empty, even if all streams are closed
    {{stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, flush,
      start_kill, start_kill, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>,
      start_kill, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>, stay<ReaderGone>,
      start_kill, stay<ReaderGone>, stay<ReaderGone>}},
    // BeforeKill: the hook may finish, even if the tree is empty meanwhile
    {{stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>,
      stay<BeforeKill>, stay<BeforeKill>, {BeforeKill, S::EndHook}, stay<BeforeKill>, stay<BeforeKill>,
      stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>, stay<BeforeKill>,
      stay<BeforeKill>, stay<BeforeKill>, kill_tree}},
    // Ending: a limit that is reached now changes nothing
    {{stay<Ending>, stay<Ending>, stay<Ending>, stay<Ending>, flush,
      stay<Ending>, stay<Ending>, force, stay<Ending>, stay<Ending>,
      force, stay<Ending>, stay<Ending>, stay<Ending>, stay<Ending>,
      stay<Ending>, drain, stay<Ending>}},
    // Forcing
    {{stay<Forcing>, stay<Forcing>, stay<Forcing>, stay<Forcing>, flush,
      stay<Forcing>, stay<Forcing>, stay<Forcing>, stay<Forcing>, stay<Forcing>,
      stay<Forcing>, stay<Forcing>, stay<Forcing>, {Flushing, S::GiveUp | S::Flush}, stay<Forcing>,
      stay<Forcing>, drain, stay<Forcing>}},
    // Flushing
    {{stay<Flushing>, stay<Flushing>, stay<Flushing>, finish, stay<Flushing>,
      stay<Flushing>, stay<Flushing>, finish, stay<Flushing>, stay<Flushing>,
      stay<Flushing>, stay<Flushing>, stay<Flushing>, stay<Flushing>, finish,
      stay<Flushing>, stay<Flushing>, stay<Flushing>}},
    // Done
    {{stay<Done>, stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>, stay<Done>, stay<Done>, stay<Done>,
      stay<Done>, stay<Done>, stay<Done>}},
}};
// clang-format on

}  // namespace

Transition transition(State state, Input input) {
  return table[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

}  // namespace cpr
