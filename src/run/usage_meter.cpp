#include "run/usage_meter.hpp"

#include <chrono>
#include <thread>

namespace cpr {

void UsageMeter::start(const Job& job) {
  const auto& limit = job.limits.max_memory;
  if (baseline_ || !(job.measure || limit)) return;
  auto& baseline = baseline_.emplace();
  baseline.cpu = reaped_cpu_time(tree_.container());
  baseline.oom_kills_before = baseline.oom_kills.count();
  if (limit) watch_.emplace(loop_, tree_).enforce(*limit, exceeded_);
}

std::optional<TreeMemory> UsageMeter::look() {
  if (!can_read_memory()) return std::nullopt;
  if (!watch_) watch_.emplace(loop_, tree_);
  return watch_->look();
}

void UsageMeter::await_exiting(const std::function<void()>& reap) {
  constexpr Duration longest = std::chrono::milliseconds(20);
  if (!baseline_) return;
  const TimePoint end = Clock::now() + longest;
  reap();
  while (!tree_.empty() && Clock::now() < end && tree_.count() == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    reap();
  }
}

std::optional<TreeUsage> UsageMeter::total() const {
  if (!baseline_) return std::nullopt;
  const auto cpu = reaped_cpu_time(tree_.container());
  TreeUsage usage{.user_us = cpu.user_us - baseline_->cpu.user_us,
                  .system_us = cpu.system_us - baseline_->cpu.system_us};
  if (watch_ && watch_->peak().processes > 0) {
    usage.source = TreeUsage::Source::Watch;
    usage.peak_memory = watch_->peak().bytes;
    usage.peak_processes = watch_->peak().processes;
  }
  const auto by_kernel =
      tree_.container() != nullptr ? tree_.container()->peak_memory() : std::nullopt;
  if (by_kernel) {
    usage.source = Container::usage_source;
    usage.peak_memory = by_kernel;
  }
  const auto kills = baseline_->oom_kills.count();
  if (kills && baseline_->oom_kills_before) usage.oom_kills = *kills - *baseline_->oom_kills_before;
  return usage;
}

}  // namespace cpr
