#include "run/kill_hook.hpp"

#include <utility>

namespace cpr {

namespace {

using namespace std::chrono_literals;

// In addition to what the keeper needs at most, on a loaded machine.
constexpr Duration keeper_delay = 1s;

}  // namespace

KillHook::KillHook(Loop& loop, Tree& tree, const BeforeKill& command,
                   std::function<void(const HookEnd&)> over)
    : tree_(tree),
      command_(command),
      over_(std::move(over)),
      timer_(loop, [this] { on_timer(); }) {}

void KillHook::enter(Stage stage, Duration longest) {
  stage_ = stage;
  due_ = saturating_add(Clock::now(), longest);
  timer_.set(due_);
}

void KillHook::run(const RunView& view) {
  started_at_ = Clock::now();
  enter(Stage::Running, command_.time_limit);
  const int error = keeper_.start(command_.command, view);
  if (error != 0) return finish({.error = error}, {});
  tree_.set_aside(keeper_.pid());
}

void KillHook::end() {
  if (stage_ != Stage::Running) return;
  keeper_.end();
  enter(Stage::Ending, Keeper::longest_end + keeper_delay);
}

void KillHook::on_timer() {
  switch (stage_) {
    case Stage::Running: timed_out_ = true; return end();
    case Stage::Ending:
      // The command has stopped it, or it does not get the processor.
      keeper_.kill();
      return enter(Stage::Killed, keeper_delay);
    // It stays set aside until it is reaped.
    case Stage::Killed: return finish({}, {});
    case Stage::Waiting:
    case Stage::Over: return;
  }
}

bool KillHook::reaped(const Reaped& process) {
  if (keeper_.pid() < 0 || process.pid != keeper_.pid()) return false;
  if (process.stopped_by != 0) return true;
  finish(keeper_.outcome(process.exit), process.usage);
  return true;
}

void KillHook::stop() {
  if (stage_ == Stage::Running) keeper_.stop();
}

void KillHook::resume(Duration stopped) {
  if (stage_ == Stage::Waiting || stage_ == Stage::Over) return;
  keeper_.resume();
  due_ = saturating_add(due_, stopped);
  timer_.set(due_);
}

void KillHook::finish(const Keeper::Outcome& outcome, const ResourceUsage& usage) {
  if (std::exchange(stage_, Stage::Over) == Stage::Over) return;
  timer_.clear();
  over_({.error = outcome.error,
         .exit = outcome.exit,
         .timed_out = timed_out_,
         .duration = Clock::now() - started_at_,
         .usage = usage});
}

}  // namespace cpr
