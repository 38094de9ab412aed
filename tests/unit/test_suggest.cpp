#include <doctest/doctest.h>

#include <array>

#include "options/suggest.hpp"

using cpr::cli::nearest;

TEST_CASE("suggest: typing errors, other separators, prefixes") {
  constexpr std::array<std::string_view, 4> names{"timeout", "kill-signal", "max-buffer", "json"};
  CHECK(nearest("timout", names) == "timeout");
  CHECK(nearest("tiemout", names) == "timeout");
  CHECK(nearest("kill_signal", names) == "kill-signal");
  CHECK(nearest("KILLSIGNAL", names) == "kill-signal");
  CHECK(nearest("max", names) == "max-buffer");
  CHECK(nearest("jsn", names) == "json");
  CHECK(nearest("zzzz", names).empty());
  CHECK(nearest("", names).empty());
}
