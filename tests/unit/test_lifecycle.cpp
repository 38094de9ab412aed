#include <doctest/doctest.h>

#include <map>
#include <utility>

#include "core/lifecycle.hpp"

using namespace cpr;
using enum State;

namespace {

using Cell = std::pair<State, Input>;

// What the table has to say, written from the contract and not from the table: every cell that is
// not here has to stay where it is and do nothing.
const std::map<Cell, Transition> expected{
    // The start.
    {{Starting, Input::Started}, {Running, Step::None}},
    {{Starting, Input::StartFailed}, {Draining, Step::None}},
    {{Starting, Input::Exited}, {Draining, Step::ArmDrain}},
    {{Starting, Input::Closed}, {Done, Step::Finish}},
    {{Starting, Input::LimitHit}, {Forcing, Step::ForceTree}},
    {{Starting, Input::Interrupted}, {Forcing, Step::ForceTree}},
    // The normal end.
    {{Running, Input::Exited}, {Draining, Step::ArmDrain}},
    {{Running, Input::Closed}, {Done, Step::Finish}},
    {{Draining, Input::Closed}, {Done, Step::Finish}},
    {{Draining, Input::DrainOver}, {Flushing, Step::Flush}},
    {{Running, Input::NoLongerAwaited}, {Done, Step::Finish}},
    // The kill path from wherever something still lives.
    {{Running, Input::LimitHit}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{Running, Input::Interrupted}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{Draining, Input::LimitHit}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{Draining, Input::Interrupted}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{ReaderGone, Input::LimitHit}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{ReaderGone, Input::Interrupted}, {Ending, Step::SignalTree | Step::ArmGrace}},
    // Nobody reads.
    {{Running, Input::OutputLost}, {ReaderGone, Step::ArmGrace}},
    {{ReaderGone, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{ReaderGone, Input::GraceOver}, {Forcing, Step::ForceTree}},
    // Escalation.
    {{Ending, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{Ending, Input::ForceRequested}, {Forcing, Step::ForceTree}},
    {{Ending, Input::GraceOver}, {Forcing, Step::ForceTree}},
    {{Forcing, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{Forcing, Input::KillTimedOut}, {Flushing, Step::GiveUp | Step::Flush}},
    // Leaks that are not to stay: ended as a limit ends them, but then the run goes on to its own
    // end.
    {{Draining, Input::LeftoverFound}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{ReaderGone, Input::LeftoverFound}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{Ending, Input::LeftoverGone}, {Draining, Step::ArmDrain}},
    {{Forcing, Input::LeftoverGone}, {Draining, Step::ArmDrain}},
    // The last bytes.
    {{Flushing, Input::Closed}, {Done, Step::Finish}},
    {{Flushing, Input::ForceRequested}, {Done, Step::Finish}},
    {{Flushing, Input::FlushOver}, {Done, Step::Finish}},
};

}  // namespace

TEST_CASE("lifecycle: every cell of the table") {
  for (int s = 0; s < state_count; ++s) {
    for (int i = 0; i < input_count; ++i) {
      const auto state = static_cast<State>(s);
      const auto input = static_cast<Input>(i);
      CAPTURE(name(state));
      CAPTURE(name(input));
      const auto cell = expected.find({state, input});
      const Transition wanted =
          cell != expected.end() ? cell->second : Transition{state, Step::None};
      const Transition got = transition(state, input);
      CHECK(name(got.next) == name(wanted.next));
      CHECK(static_cast<int>(got.steps) == static_cast<int>(wanted.steps));
    }
  }
}

TEST_CASE("lifecycle: from every state some inputs lead to Done, and nothing leads out of it") {
  for (int s = 0; s < state_count; ++s) {
    // Whoever waits long enough is through: the clocks alone end every kill path.
    State state = static_cast<State>(s);
    CAPTURE(name(state));
    for (const Input input :
         {Input::LimitHit, Input::GraceOver, Input::KillTimedOut, Input::FlushOver}) {
      state = transition(state, input).next;
    }
    CHECK(state == Done);
  }
}

TEST_CASE("lifecycle: two entries of Finish are impossible") {
  for (int i = 0; i < input_count; ++i) {
    CHECK(transition(Done, static_cast<Input>(i)) == Transition{Done, Step::None});
  }
}
