#include <doctest/doctest.h>

#include "report/progress.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

TEST_CASE("progress: the status line") {
  CHECK(status_line({.elapsed = 3240ms, .processes = 1}, {}) == "cpr: 3.2 s, 1 process");

  Activity activity{.elapsed = 61s,
                    .streams = {{1, 1023}, {2, 1536}, {5, 3ULL << 30U}},
                    .processes = 3,
                    .idle = 100ms};
  Limits limits;
  limits.timeout = 90s;
  limits.idle_timeout = 5s;
  CHECK(status_line(activity, limits) ==
        "cpr: 61.0 s of 90 s, stdout 1023 B, stderr 1.5 KiB, fd 5 3.0 GiB, 3 processes, "
        "idle for 0.1 s of 5 s");
}
