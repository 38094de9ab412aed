#include "run/connection_watch.hpp"

#include <algorithm>
#include <utility>

namespace cpr {
namespace {

using namespace std::chrono_literals;

constexpr Duration first_pause = 5ms;
constexpr Duration longest_pause = 250ms;
// Then the attempt is given up: the kernel would repeat it after pauses that grow to a minute.
constexpr Duration longest_attempt = 1s;

}  // namespace

ConnectionWatch::ConnectionWatch(Loop& loop, const std::vector<HandleSpec>& addresses,
                                 std::function<void()> accepted)
    : loop_(loop),
      addresses_(addresses),
      accepted_(std::move(accepted)),
      timer_(loop, [this] { next_round(); }),
      pause_(first_pause) {}

void ConnectionWatch::stop() {
  timer_.clear();
  close_round();
}

/// Its attempts stay, since this may be called by one of them.
void ConnectionWatch::close_round() {
  for (auto& attempt : round_) {
    attempt.watch.close();
    attempt.connect.close();
  }
}

void ConnectionWatch::next_round() {
  round_.clear();
  for (const auto& address : addresses_) {
    auto& attempt = round_.emplace_back(loop_, address, [this] { look(); });
    if (attempt.connect.state() == Connect::State::Pending) attempt.watch.start(Watch::writable);
  }
  timer_.set(Clock::now() + longest_attempt);
  look();
}

void ConnectionWatch::look() {
  bool pending = false;
  for (auto& attempt : round_) {
    switch (attempt.connect.state()) {
      case Connect::State::Pending: pending = true; break;
      case Connect::State::Refused: attempt.watch.stop(); break;
      case Connect::State::Accepted: stop(); return accepted_();
    }
  }
  if (pending) return;
  close_round();
  timer_.set(Clock::now() + pause_);
  pause_ = std::min(pause_ + pause_ / 2, longest_pause);
}

}  // namespace cpr
