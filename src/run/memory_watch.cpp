#include "run/memory_watch.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cpr {
namespace {

using namespace std::chrono_literals;

constexpr Duration look_interval = 100ms;
// How long the proportional memory is read at once; then the loop has its turn.
constexpr Duration slice = 10ms;
// The pause after a sum of the proportional memory is this many times as long as the sum took, so
// that a tree with much shared memory costs a tenth of a processor at most.
constexpr int pause_factor = 9;
// A sum in which the resident memory stands in for a process that is changing its memory map is
// made again, up to this number of times.
constexpr int most_uncertain_sums = 5;

}  // namespace

void MemoryWatch::enforce(std::uint64_t limit, Exceeded exceeded) {
  limit_ = limit;
  exceeded_ = std::move(exceeded);
  const Container* container = tree_.container();
  kernel_enforces_ = container != nullptr && container->limit_memory(limit);
  timer_.set(Clock::now() + look_interval);
}

void MemoryWatch::check_kernel() {
  const Container* container = tree_.container();
  if (!kernel_enforces_ || container == nullptr) return;
  if (container->was_out_of_memory()) exceeded_({});
}

TreeMemory MemoryWatch::look() {
  // The last look of a watch with a limit is not older than its interval.
  if (limit_ && !kernel_enforces_) return last_;
  record(resident_memory(list_.update()));
  return last_;
}

void MemoryWatch::tick() {
  if (sum_) return add_proportional();
  timer_.set(Clock::now() + look_interval);
  if (kernel_enforces_) return check_kernel();
  look_at_resident();
}

void MemoryWatch::look_at_resident() {
  const TreeMemory resident = resident_memory(list_.update());
  if (resident.bytes <= *limit_) {
    uncertain_sums_ = 0;
    return record(resident);
  }
  sum_.emplace();
  sum_took_ = {};
  add_proportional();
}

void MemoryWatch::add_proportional() {
  const TimePoint start = Clock::now();
  cpr::add_proportional(*sum_, list_.pids(), start + slice);
  const TimePoint end = Clock::now();
  sum_took_ += end - start;
  if (sum_->next < list_.pids().size()) return timer_.set(end);
  timer_.set(end + std::max<Duration>(look_interval, sum_took_ * pause_factor));
  const ProportionalMemory sum = *std::exchange(sum_, std::nullopt);
  if (sum.memory.bytes <= *limit_) {
    uncertain_sums_ = 0;
    return record(sum.memory);
  }
  if (sum.uncertain > 0 && ++uncertain_sums_ < most_uncertain_sums) return;
  record(sum.memory);
  exceeded_(sum.memory);
}

void MemoryWatch::record(const TreeMemory& memory) {
  last_ = memory;
  peak_.bytes = std::max(peak_.bytes, memory.bytes);
  peak_.processes = std::max(peak_.processes, memory.processes);
}

}  // namespace cpr
