#include "report/workers_text.hpp"

#include "core/respawn_policy.hpp"
#include "core/signals.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"

namespace cpr::cli {
namespace {

std::string describe(std::size_t worker, const WorkerEnd& end) {
  const std::string which = fmt::format("worker {}", worker);
  if (!end.pid) return fmt::format("{} could not be started", which);
  if (!end.exit) return fmt::format("{}: exit status unknown", which);
  return end.exit->signaled()
             ? fmt::format("{} (pid {}) was killed by {}", which, *end.pid,
                           signal_name(end.exit->value))
             : fmt::format("{} (pid {}) exited with code {}", which, *end.pid, end.exit->code());
}

}  // namespace

std::optional<std::string> describe_workers(const Event& event) {
  if (std::holds_alternative<RolloverFailed>(event.fact)) {
    return fmt::format("SIGHUP: the replacement of worker {} failed; cpr keeps the running workers",
                       event.worker);
  }
  if (const auto* loop = std::get_if<CrashLoop>(&event.fact)) {
    return fmt::format("{} workers in a row exited within {} of their start; cpr starts no more",
                       loop->workers, human(RespawnPolicy::short_life));
  }
  const auto* closed = std::get_if<WorkerClosed>(&event.fact);
  if (closed == nullptr || (closed->well && !closed->replaced_in)) return std::nullopt;
  const std::string end = describe(event.worker, closed->end);
  if (!closed->replaced_in) return end;
  return fmt::format("{}; its replacement starts after {}", end, human(*closed->replaced_in));
}

}  // namespace cpr::cli
