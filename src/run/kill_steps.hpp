// The steps of a kill path, each recorded in the Result: snapshot, signals, when nothing is left.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "core/result.hpp"
#include "process/relayed_pipe.hpp"
#include "process/tree.hpp"
#include "run/child_facts.hpp"

namespace cpr {

class KillSteps {
 public:
  /// \param scope whether the kill path is for the whole tree or for the child
  /// \param tell receives Recipients
  KillSteps(Host& host, ChildFacts& facts, Scope scope, std::function<void(Event)> tell);

  /// Records why the run is ended.
  void begin(Intervention cause);
  /// The kill path is for leftover processes, after which the run goes on.
  void begin_cleanup(bool is_failure);
  /// The kill path for leftover processes becomes one that ends the run.
  void take_over_cleanup(Intervention cause);

  [[nodiscard]] bool cleaning() const { return cleaning_; }
  [[nodiscard]] Scope scope() const { return scope_; }
  /// Why; none: leftover processes.
  /// \pre as for path()
  [[nodiscard]] std::optional<Reason> reason() const;
  /// \pre begin() or begin_cleanup() was called
  [[nodiscard]] KillPath& path();

  /// Before the first signal.
  void take_snapshot(std::span<const RelayedPipe> relays);

  /// Signals the tree or the child, as the scope says. 0: sends at most SIGCONT, unrecorded.
  void send(int signal);

  /// All that the kill path is for is gone.
  [[nodiscard]] bool gone() const;
  /// What is left after SIGKILL.
  [[nodiscard]] Tree::Left left();
  [[nodiscard]] Containment containment() const;

  /// The kill path is over: records the snapshot, and when nothing was left.
  void over();

 private:
  Recipients deliver(int signal);

  Host& host_;
  ChildFacts& facts_;
  Scope scope_;
  std::function<void(Event)> tell_;
  bool cleaning_ = false;
  bool snapshot_taken_ = false;  ///< and not yet in the Result
};

}  // namespace cpr
