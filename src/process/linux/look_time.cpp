#include "process/linux/look_time.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "loop/fd.hpp"

namespace cpr {
namespace {

using namespace std::chrono_literals;

// The scheduler's slice. Of the first one cpr has used a part when the look begins.
constexpr Duration slice = 2ms;
constexpr Duration safe_turn = 1ms;
constexpr Duration safe_turn_before_the_rest = 700us;
constexpr Duration shortest_pause = 1ms;

/// The time until every process that wants a processor now has had a turn.
Duration time_of_all_turns() {
  const Fd file(::open("/proc/loadavg", O_RDONLY | O_CLOEXEC));
  std::array<char, 128> text{};
  const ssize_t n = file ? ::read(file.get(), text.data(), text.size() - 1) : -1;
  int running = 0;
  if (n <= 0 || std::sscanf(text.data(), "%*s %*s %*s %d/", &running) != 1) return {};
  cpu_set_t processors;
  CPU_ZERO(&processors);
  const bool known = ::sched_getaffinity(0, sizeof processors, &processors) == 0;
  return slice * running / (known ? std::max(CPU_COUNT(&processors), 1) : 1);
}

}  // namespace

LookTime::LookTime(TimePoint end) : end_(end), pause_(time_of_all_turns()) {}

bool LookTime::over(Duration leave) {
  const TimePoint now = Clock::now();
  const Duration step = now - last_;
  last_ = now;
  if (step >= shortest_pause) {
    pause_ = std::max(pause_, step);
    turn_ = now;
  }
  const Duration left = end_ - now - leave;
  if (left <= Duration::zero()) return true;
  const Duration turn = leave > Duration::zero() ? safe_turn_before_the_rest : safe_turn;
  return left <= pause_ && now - turn_ >= turn;
}

bool LookTime::starved() const {
  return end_ - Clock::now() <= pause_;
}

}  // namespace cpr
