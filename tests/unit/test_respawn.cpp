#include <doctest/doctest.h>

#include <vector>

#include "core/respawn_policy.hpp"

using namespace cpr;
using namespace std::chrono_literals;

TEST_CASE("respawn: the pause doubles up to ten seconds, for each worker alone") {
  RespawnPolicy policy(2);
  std::vector<Duration> pauses;
  for (int i = 0; i < 9; ++i) pauses.push_back(policy.exited(0, 2s).value());
  CHECK(pauses ==
        std::vector<Duration>{100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 6400ms, 10s, 10s});
  CHECK(policy.exited(1, 2s) == 100ms);
  CHECK(policy.exited(1, 2s) == 200ms);
}

TEST_CASE("respawn: after a minute's life the pause is the shortest again") {
  RespawnPolicy policy(1);
  for (int i = 0; i < 5; ++i) policy.exited(0, 59s);
  CHECK(policy.exited(0, 59999ms) == 3200ms);
  CHECK(policy.exited(0, 1min) == 100ms);
  CHECK(policy.exited(0, 1min) == 100ms);
  CHECK(policy.exited(0, 2s) == 200ms);
}

TEST_CASE("respawn: five workers in a row that live less than a second are a crash loop") {
  RespawnPolicy policy(3);
  for (const std::size_t worker : {0U, 1U, 2U, 0U}) CHECK(policy.exited(worker, 999ms));
  CHECK_FALSE(policy.exited(1, 999ms));
  CHECK_FALSE(policy.exited(2, 0s));

  RespawnPolicy other(3);
  for (int i = 0; i < 4; ++i) CHECK(other.exited(0, 0s));
  CHECK(other.exited(1, 1s));  // not in a row
  for (int i = 0; i < 4; ++i) CHECK(other.exited(0, 0s));
  CHECK_FALSE(other.exited(0, 0s));
}
