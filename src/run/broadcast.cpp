#include "run/broadcast.hpp"

#include <string>
#include <variant>

namespace cpr {

Broadcast::Broadcast(Loop& loop, const ChannelSpec& spec, std::list<Worker>& workers,
                     const Sink& sink)
    : workers_(workers), sink_(sink) {
  if (spec.source < 0) return;
  source_.emplace(loop, spec.source, spec.max_message, LineSource::Pace::Block,
                  LineSource::Listener{.line = [this](const MessageLine& line) { take_line(line); },
                                       .wanted = [this] { return wants_line(); },
                                       .paused = [this] { ask_for_room(); },
                                       .ended = [](int /*error*/) {}});
}

void Broadcast::take_line(const MessageLine& line) {
  if (const auto* skipped = std::get_if<Skipped>(&line)) sink_({*skipped});
  const auto* json = std::get_if<std::string>(&line);
  if (json == nullptr) return;
  for (auto& worker : workers_) {
    if (worker.listens()) worker.channel->send(*json);
  }
}

/// Without a worker the source waits for the next one.
bool Broadcast::wants_line() const {
  bool any = false;
  for (const auto& worker : workers_) {
    if (!worker.listens()) continue;
    if (!worker.channel->has_room()) return false;
    any = true;
  }
  return any;
}

/// Asks the worker that the others wait for, or any.
void Broadcast::ask_for_room() {
  Worker* asked = nullptr;
  for (auto& worker : workers_) {
    if (!worker.listens()) continue;
    if (asked == nullptr || !worker.channel->has_room()) asked = &worker;
  }
  if (asked != nullptr) asked->channel->ask_for_room();
}

}  // namespace cpr
