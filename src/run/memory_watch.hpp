// Looks at the memory of the process tree: ten times a second for --max-memory, and when asked to.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/clock.hpp"
#include "core/tree_usage.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"
#include "process/process_list.hpp"
#include "process/tree.hpp"
#include "process/tree_usage.hpp"

namespace cpr {

class MemoryWatch {
 public:
  /// Called after every look that finds the limit exceeded. Without processes: by the kernel.
  using Exceeded = std::function<void(const TreeMemory&)>;

  /// The arguments must outlive this.
  MemoryWatch(Loop& loop, Tree& tree)
      : tree_(tree), list_(tree), timer_(loop, [this] { tick(); }) {}

  /// Looks every 100 ms from now on. With a cgroup of the run that has a memory controller, the
  /// kernel enforces the limit, and the looks find out whether it was exceeded.
  void enforce(std::uint64_t limit, Exceeded exceeded);

  /// Where the kernel enforces the limit: looks at once.
  void check_kernel();

  /// The memory of the tree: the resident one; while that exceeds a limit, the proportional one.
  TreeMemory look();

  /// The largest values that were found, each by itself; bytes as look() returns them. No
  /// processes: there was no look.
  [[nodiscard]] const TreeMemory& peak() const { return peak_; }

 private:
  void tick();
  void look_at_resident();
  void add_proportional();
  void record(const TreeMemory& memory);

  Tree& tree_;
  ProcessList list_;
  Timer timer_;
  std::optional<std::uint64_t> limit_;
  Exceeded exceeded_;
  bool kernel_enforces_ = false;
  std::optional<ProportionalMemory> sum_;  ///< while it is being made
  Duration sum_took_{};
  int uncertain_sums_ = 0;  ///< in a row, that exceed the limit
  TreeMemory last_;
  TreeMemory peak_;
};

}  // namespace cpr
