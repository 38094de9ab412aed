// What the engine shares with its children, and what the parts of a child share.
#pragma once

#include <functional>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "core/lifecycle.hpp"
#include "core/result.hpp"
#include "loop/loop.hpp"
#include "process/inherited_signals.hpp"
#include "process/spawn.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"
#include "run/kill_snapshot.hpp"
#include "run/usage_meter.hpp"

namespace cpr {

/// What the engine shares with its children.
struct Host {
  Loop& loop;
  const InheritedSignals& inherited;
  const Terminal& terminal;
  Tree& tree;
  KillSnapshot& snapshot;
  UsageMeter& usage;
  std::function<void()> reap;  ///< reaps whatever is dead and tells the child concerned
};

/// What the parts of a child share.
struct ChildFacts {
  const Job& job;
  Scope scope;  ///< Process: other children run as well, and the tree is not this child's alone
  TimePoint started_at;
  Process process{};
  State state = State::Starting;
  bool exited = false;  ///< reaped, or never started
  Result result{};

  [[nodiscard]] Duration since_start() const { return Clock::now() - started_at; }
};

}  // namespace cpr
