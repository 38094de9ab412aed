#include "process/linux/look_time.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace cpr;
using namespace std::chrono_literals;

TEST_CASE("look time: until the deadline") {
  LookTime time(Clock::now() + 60s);
  CHECK_FALSE(time.over());
  CHECK_FALSE(time.over(30s));
  CHECK(time.over(61s));
  CHECK_FALSE(time.starved());
  LookTime past(Clock::now());
  CHECK(past.over());
  CHECK(past.starved());
}

TEST_CASE("look time: it is over before a wait for the processor that would end too late") {
  constexpr Duration wait = 300ms;
  for (int attempt = 0; attempt < 10; ++attempt) {  // this process may have to wait as well
    const TimePoint end = Clock::now() + wait * 3 / 2;
    LookTime time(end);
    std::this_thread::sleep_for(wait);
    // The processor has just been ours again: there is time for a little work.
    const bool over_at_once = time.over();
    while (!time.over()) {
    }
    if (over_at_once || Clock::now() >= end) continue;
    CHECK(time.starved());
    CHECK(end - Clock::now() > wait / 4);
    return;
  }
  FAIL("too busy a machine");
}
