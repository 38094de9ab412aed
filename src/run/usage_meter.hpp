// Adds up what the process tree uses from the start to the end of a run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/job.hpp"
#include "core/tree_usage.hpp"
#include "loop/loop.hpp"
#include "process/tree.hpp"
#include "process/tree_usage.hpp"
#include "run/memory_watch.hpp"

namespace cpr {

class UsageMeter {
 public:
  /// \param exceeded is called when the tree uses more than Limits::max_memory
  UsageMeter(Loop& loop, Tree& tree, MemoryWatch::Exceeded exceeded)
      : loop_(loop), tree_(tree), exceeded_(std::move(exceeded)) {}

  /// Measures from now on what the job asks for, and enforces its limit. To be called when the
  /// first child exists; later calls do nothing.
  void start(const Job& job);

  /// What was measured is forgotten: start() begins again.
  void reset() {
    watch_.reset();
    baseline_.reset();
  }

  /// A child has exited: the kernel may have killed it because of the limit.
  void check_kernel() {
    if (watch_) watch_->check_kernel();
  }

  /// The memory of the tree now; its peak is reported from then on. None where it cannot be read.
  std::optional<TreeMemory> look();

  /// Waits a moment for processes that are exiting: the kernel closes their pipes, which may end
  /// the run, before they can be reaped. \param reap reaps whatever is dead
  void await_exiting(const std::function<void()>& reap);

  /// None when start() was not asked for it.
  [[nodiscard]] std::optional<TreeUsage> total() const;

 private:
  struct Baseline {
    ReapedCpuTime cpu;  ///< of children that cpr had before it was executed
    OomKills oom_kills;
    std::optional<std::uint64_t> oom_kills_before;
  };

  Loop& loop_;
  Tree& tree_;
  MemoryWatch::Exceeded exceeded_;
  std::optional<Baseline> baseline_;
  std::optional<MemoryWatch> watch_;
};

}  // namespace cpr
