#include <doctest/doctest.h>

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "core/lifecycle.hpp"

using namespace cpr;
using enum State;

namespace {

using Cell = std::pair<State, Input>;

std::string_view name(State state) {
  constexpr std::array<std::string_view, state_count> names{
      "starting",    "running", "draining", "dismissed", "reader-gone",
      "before-kill", "ending",  "forcing",  "flushing",  "done"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view name(Input input) {
  constexpr std::array<std::string_view, input_count> names{
      "started",           "start-failed",   "exited",      "closed",
      "tree-empty",        "limit-hit",      "interrupted", "force-requested",
      "output-lost",       "answered",       "grace-over",  "drain-over",
      "no-longer-awaited", "kill-timed-out", "flush-over",  "leftover-found",
      "leftover-gone",     "hook-over"};
  return names[static_cast<std::size_t>(input)];
}

// The table as the contract has it. Every cell that is missing here has to stay in its state and do
// nothing.
const std::map<Cell, Transition> expected{
    // The start.
    {{Starting, Input::Started}, {Running, Step::None}},
    {{Starting, Input::StartFailed}, {Draining, Step::None}},
    {{Starting, Input::Exited}, {Draining, Step::ArmDrain}},
    {{Starting, Input::Closed}, {Done, Step::Finish}},
    // A normal exit.
    {{Running, Input::Exited}, {Draining, Step::ArmDrain}},
    {{Running, Input::Closed}, {Done, Step::Finish}},
    {{Draining, Input::Closed}, {Done, Step::Finish}},
    {{Draining, Input::DrainOver}, {Flushing, Step::Flush}},
    {{Running, Input::NoLongerAwaited}, {Done, Step::Finish}},
    // The kill path, from every state in which processes are left.
    {{Starting, Input::LimitHit}, {BeforeKill, Step::RunHook}},
    {{Starting, Input::Interrupted}, {BeforeKill, Step::RunHook}},
    {{Running, Input::LimitHit}, {BeforeKill, Step::RunHook}},
    {{Running, Input::Interrupted}, {BeforeKill, Step::RunHook}},
    {{Draining, Input::LimitHit}, {BeforeKill, Step::RunHook}},
    {{Draining, Input::Interrupted}, {BeforeKill, Step::RunHook}},
    {{ReaderGone, Input::LimitHit}, {BeforeKill, Step::RunHook}},
    {{ReaderGone, Input::Interrupted}, {BeforeKill, Step::RunHook}},
    // The hook: only its end leads on, and a signal to cpr ends it.
    {{BeforeKill, Input::HookOver}, {Ending, Step::SignalTree | Step::ArmGrace}},
    {{BeforeKill, Input::ForceRequested}, {BeforeKill, Step::EndHook}},
    // The reader is gone.
    {{Running, Input::OutputLost}, {ReaderGone, Step::ArmGrace}},
    {{ReaderGone, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{ReaderGone, Input::GraceOver}, {BeforeKill, Step::RunHook}},
    // Its last message has come: it may exit by itself, like a running child.
    {{Running, Input::Answered}, {Dismissed, Step::ArmGrace}},
    {{Dismissed, Input::Exited}, {Draining, Step::ArmDrain}},
    {{Dismissed, Input::Closed}, {Done, Step::Finish}},
    {{Dismissed, Input::LimitHit}, {BeforeKill, Step::RunHook}},
    {{Dismissed, Input::Interrupted}, {BeforeKill, Step::RunHook}},
    {{Dismissed, Input::OutputLost}, {ReaderGone, Step::ArmGrace}},
    {{Dismissed, Input::GraceOver}, {BeforeKill, Step::RunHook}},
    // Escalation.
    {{Ending, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{Ending, Input::ForceRequested}, {Forcing, Step::ForceTree}},
    {{Ending, Input::GraceOver}, {Forcing, Step::ForceTree}},
    {{Forcing, Input::TreeEmpty}, {Flushing, Step::Flush}},
    {{Forcing, Input::KillTimedOut}, {Flushing, Step::GiveUp | Step::Flush}},
    // Leftover processes are killed like those at a limit, but then the run goes on.
    {{Draining, Input::LeftoverFound}, {BeforeKill, Step::RunHook}},
    {{ReaderGone, Input::LeftoverFound}, {BeforeKill, Step::RunHook}},
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

TEST_CASE("lifecycle: from every state the deadlines alone lead to Done") {
  for (int s = 0; s < state_count; ++s) {
    State state = static_cast<State>(s);
    CAPTURE(name(state));
    for (const Input input : {Input::LimitHit, Input::HookOver, Input::GraceOver,
                              Input::KillTimedOut, Input::FlushOver}) {
      state = transition(state, input).next;
    }
    CHECK(state == Done);
  }
}

TEST_CASE("lifecycle: nothing leads out of Done, so that a run is reported once") {
  for (int i = 0; i < input_count; ++i) {
    CHECK(transition(Done, static_cast<Input>(i)) == Transition{Done, Step::None});
  }
}
