#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

#include "loop/loop.hpp"
#include "loop/timer.hpp"

using namespace cpr;
using namespace std::chrono_literals;

namespace {

struct Ends {
  Ends() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
  Fd read;
  Fd write;
};

}  // namespace

TEST_CASE("loop: a timer never fires early, also on a loop whose clock is stale") {
  Loop loop;
  for (const Duration delay : {Duration(0ns), Duration(1ns), Duration(300us), Duration(5ms)}) {
    TimePoint fired{};
    Timer timer(loop, [&] { fired = Clock::now(); });
    // The loop has cached its time before this.
    const TimePoint busy = Clock::now() + 20ms;
    while (Clock::now() < busy) {
    }
    const TimePoint at = Clock::now() + delay;
    timer.set(at);
    while (fired == TimePoint{}) loop.run_once();
    CHECK(fired >= at);
  }
}

TEST_CASE("loop: a timer that was cleared or changed does not fire at its old time") {
  Loop loop;
  int fired = 0;
  Timer timer(loop, [&] { ++fired; });
  Timer later(loop, [&] { fired += 100; });
  timer.set(Clock::now() + 1ms);
  timer.clear();
  later.set(Clock::now() + 10ms);
  while (fired < 100) loop.run_once();
  CHECK(fired == 100);
}

TEST_CASE("loop: the far future does not overflow") {
  CHECK(saturating_add(Clock::now(), Duration::max()) == TimePoint::max());
  Loop loop;
  Timer timer(loop, [] { FAIL("fired"); });
  timer.set(TimePoint::max());
  bool woken = false;
  Timer other(loop, [&] { woken = true; });
  other.set(Clock::now() + 1ms);
  while (!woken) loop.run_once();
}

TEST_CASE("loop: watching an inherited fd changes none of its flags") {
  Loop loop;
  Ends pipe;
  const int before = ::fcntl(pipe.read.get(), F_GETFL);
  int calls = 0;
  {
    Watch watch(loop, pipe.read.get(), [&] { ++calls; });
    CHECK(watch.start(Watch::readable));
    REQUIRE(::write(pipe.write.get(), "x", 1) == 1);
    while (calls == 0) loop.run_once();
    CHECK(::fcntl(pipe.read.get(), F_GETFL) == before);
  }
  CHECK(::fcntl(pipe.read.get(), F_GETFL) == before);
}

TEST_CASE("loop: start() reports that a regular file is always ready") {
  Loop loop;
  std::array<char, 32> path{"/tmp/cpr-test-XXXXXX"};
  const Fd file(::mkstemp(path.data()));
  ::unlink(path.data());
  Watch watch(loop, file.get(), [] {});
  CHECK_FALSE(watch.start(Watch::writable));
}

TEST_CASE("loop: a watch can be closed in its callback; a closed other end is an event") {
  Loop loop;
  Ends pipe;
  bool called = false;
  Watch watch(loop, pipe.write.get(), [&] {
    called = true;
    watch.close();
    pipe.write.reset();
  });
  pipe.read.reset();
  watch.start(Watch::writable);
  while (!called) loop.run_once();
  CHECK(called);
}

TEST_CASE("loop: run_once() throws what a callback has thrown") {
  Loop loop;
  Timer timer(loop, [] { throw std::runtime_error("thrown"); });
  timer.set(Clock::now());
  CHECK_THROWS_WITH_AS(loop.run_once(), "thrown", std::runtime_error);
  timer.set(Clock::now());
  CHECK_THROWS_AS(loop.run_once(), std::runtime_error);
}
