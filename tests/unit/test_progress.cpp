#include <doctest/doctest.h>

#include "report/progress.hpp"

using namespace cpr;
using namespace cpr::cli;
using namespace std::chrono_literals;

TEST_CASE("progress: the status line") {
  CHECK(status_line({.elapsed = 3240ms, .tree = TreeMemory{.bytes = 1536, .processes = 1}}, {},
                    80) == "cpr: 3.2 s, 1 process, 1.5 KiB");

  Activity activity{.elapsed = 61s,
                    .streams = {{1, 1023}, {2, 1536}, {5, 3ULL << 30U}},
                    .tree = TreeMemory{.bytes = 45 << 20, .processes = 3},
                    .idle = 100ms};
  Limits limits;
  limits.timeout = 90s;
  limits.idle_timeout = 5s;
  limits.max_memory = 1 << 30;
  const std::string whole =
      "cpr: 61.0 s of 90 s, stdout 1023 B, stderr 1.5 KiB, fd 5 3 GiB, 3 processes, "
      "45 MiB of 1 GiB, idle for 0.1 s of 5 s";
  CHECK(status_line(activity, limits, whole.size()) == whole);
}

TEST_CASE("progress: the idle time comes first where the line does not fit") {
  const Activity activity{.elapsed = 61s,
                          .streams = {{1, 1023}},
                          .tree = TreeMemory{.bytes = 45 << 20, .processes = 3},
                          .idle = 12s};
  const std::string whole = "cpr: 61.0 s, stdout 1023 B, 3 processes, 45 MiB, idle for 12.0 s";
  CHECK(status_line(activity, {}, whole.size()) == whole);
  CHECK(status_line(activity, {}, whole.size() - 1) ==
        "cpr: idle for 12.0 s, 61.0 s, 3 processes, 45 MiB");
  CHECK(status_line(activity, {}, 45) == "cpr: idle for 12.0 s, 61.0 s, 3 processes");
  CHECK(status_line(activity, {}, 30) == "cpr: idle for 12.0 s, 61.0 s");
  CHECK(status_line(activity, {}, 20) == "cpr: idle for 12.0 s");
  CHECK(status_line(activity, {}, 10) == "cpr: ");
  CHECK(status_line({.attempt = 2, .attempts = 3, .elapsed = 61s}, {}, 80) ==
        "cpr: attempt 2 of 3, 61.0 s");
  CHECK(status_line({.elapsed = 61s}, {}, 12) == "cpr: 61.0 s");
}

TEST_CASE("progress: whether the cursor is at the start of a line") {
  const auto at_start = [](std::string_view bytes) {
    LineStart start;
    for (const char c : bytes) start.print({&c, 1});
    return static_cast<bool>(start);
  };
  CHECK(at_start(""));
  CHECK(at_start("a\n"));
  CHECK_FALSE(at_start("a\nb"));
  CHECK_FALSE(at_start("50 %\r"));
  // Colours are often reset after the newline.
  CHECK(at_start("\x1b[31merror\n\x1b[0m"));
  CHECK(at_start("\x1b[31merror\n\x1b[0;1m\x1b[K"));
  CHECK_FALSE(at_start("error\x1b[0m"));
}
