#include <doctest/doctest.h>

#include "options/identity.hpp"
#include "usage_error.hpp"

using namespace cpr::cli;

TEST_CASE("identity: numbers are used unchanged, names are looked up") {
  CHECK(parse_user("--uid", "0").uid == 0);
  CHECK(parse_user("--uid", "4294967294").uid == 4294967294U);
  CHECK(parse_user("--uid", "root").uid == 0);
  CHECK(parse_group("--gid", "root") == 0);
  CHECK(parse_groups("--groups", "root,5,6") == std::vector<std::uint32_t>{0, 5, 6});
  CHECK(parse_groups("--groups", "").empty());
  CHECK(parse_groups("--groups", "init", 0).front() == 0);
  CHECK_THROWS_AS(parse_groups("--groups", "init"), UsageError);
}

TEST_CASE("identity: only a user given by name has a primary group") {
  CHECK_FALSE(parse_user("--uid", "0").primary_group);
  CHECK(parse_user("--uid", "root").primary_group == 0);
}

TEST_CASE("identity: -1 and unknown names are refused") {
  for (const char* text : {"4294967295", "99999999999999999999", "-1", "no-such-name", "", "1.5"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_user("--uid", text), UsageError);
    CHECK_THROWS_AS(parse_group("--gid", text), UsageError);
  }
  CHECK_THROWS_AS(parse_groups("--groups", "root,,"), UsageError);
  CHECK_THROWS_AS(parse_groups("--groups", "init", 4294967294U), UsageError);
}
