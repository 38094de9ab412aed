#include "run/rollover.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cpr {
namespace {

using Stage = Worker::Stage;

// A worker that does not say that it is ready is taken to be after this time.
constexpr Duration longest_start = std::chrono::seconds(1);

}  // namespace

void Rollover::request() {
  (requested_at_ ? repeated_at_ : requested_at_) = Clock::now();
}

TimePoint Rollover::step() {
  while (requested_at_) {
    if (outgoing_ != nullptr && outgoing_->stage != Stage::Closed) return TimePoint::max();
    outgoing_ = nullptr;
    if (incoming_ != nullptr) {
      // A program that cannot be started is never ready.
      const auto& since = incoming_->runs_since;
      const TimePoint latest = since ? *since + longest_start : TimePoint::max();
      const bool alone = slots_[incoming_->index].serving == nullptr;
      const bool gone = incoming_->stage >= Stage::Gone;
      if (!gone && !alone && !incoming_->ready && Clock::now() < latest) return latest;
      finish_one();
    } else if (const WorkerSlot* slot = next()) {
      incoming_ = &actions_.start(slot->serving->index);
    } else {
      requested_at_ = std::exchange(repeated_at_, std::nullopt);
    }
  }
  return TimePoint::max();
}

/// The replacement has become ready, or has exited.
void Rollover::finish_one() {
  Worker& worker = *std::exchange(incoming_, nullptr);
  if (worker.stage >= Stage::Gone) {
    requested_at_ = std::exchange(repeated_at_, std::nullopt);
    return actions_.failed(worker);
  }
  outgoing_ = slots_[worker.index].serving;
  actions_.take_over(worker);
}

Worker* Rollover::cancel() {
  requested_at_.reset();
  repeated_at_.reset();
  outgoing_ = nullptr;
  return std::exchange(incoming_, nullptr);
}

void Rollover::postpone(Duration stopped) {
  for (auto* at : {&requested_at_, &repeated_at_}) {
    if (*at) *at = **at + stopped;
  }
}

/// The next one that is to be replaced. A number whose worker has exited gets a new one anyway.
const WorkerSlot* Rollover::next() const {
  const auto at = std::find_if(slots_.begin(), slots_.end(), [this](const WorkerSlot& slot) {
    return slot.serving != nullptr && slot.serving->started_at < *requested_at_;
  });
  return at == slots_.end() ? nullptr : &*at;
}

}  // namespace cpr
