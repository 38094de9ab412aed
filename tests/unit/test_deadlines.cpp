#include <doctest/doctest.h>

#include "core/deadlines.hpp"

using namespace cpr;
using namespace std::chrono_literals;

namespace {
constexpr TimePoint start{1000s};
}

TEST_CASE(
    "deadlines: the earliest is next, and those that are due are taken in their order, once") {
  Deadlines deadlines;
  CHECK_FALSE(deadlines.next());
  deadlines.set(Deadline::Grace, start + 5s);
  deadlines.set(Deadline::Timeout, start + 7s);
  deadlines.set(Deadline::Flush, start + 9s);
  CHECK(deadlines.next() == start + 5s);
  CHECK_FALSE(deadlines.take_due(start + 4s));
  CHECK(deadlines.take_due(start + 8s) == Deadline::Timeout);
  CHECK(deadlines.take_due(start + 8s) == Deadline::Grace);
  CHECK_FALSE(deadlines.take_due(start + 8s));
  CHECK(deadlines.next() == start + 9s);
}

TEST_CASE("deadlines: one is due exactly at its time, and setting replaces") {
  Deadlines deadlines;
  deadlines.set(Deadline::Idle, start + 1s);
  deadlines.set(Deadline::Idle, start + 2s);
  CHECK_FALSE(deadlines.take_due(start + 1s));
  CHECK(deadlines.take_due(start + 2s) == Deadline::Idle);
  deadlines.set(Deadline::Idle, start + 3s);
  deadlines.set(Deadline::Idle, std::nullopt);
  CHECK_FALSE(deadlines.next());
}

TEST_CASE("deadlines: they move by the time that cpr was stopped") {
  Deadlines deadlines;
  deadlines.set(Deadline::Timeout, start + 1s);
  deadlines.set(Deadline::Drain, TimePoint::max());
  deadlines.postpone(10s);
  CHECK(deadlines.next() == start + 11s);
  deadlines.clear();
  CHECK_FALSE(deadlines.next());
}
