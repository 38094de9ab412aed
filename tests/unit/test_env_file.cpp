#include <doctest/doctest.h>

#include "options/env_file.hpp"

using cpr::cli::EnvPairs;
using cpr::cli::parse_env_text;

TEST_CASE("env file: pairs, comments, blanks") {
  CHECK(parse_env_text("A=1\nB = 2 \n\n# C=3\nD=4 # five\n") ==
        EnvPairs{{"A", "1"}, {"B", "2"}, {"D", "4"}});
  CHECK(parse_env_text("export A=1") == EnvPairs{{"A", "1"}});
  CHECK(parse_env_text("A=\nB=") == EnvPairs{{"A", ""}, {"B", ""}});
  CHECK(parse_env_text("A=b=c") == EnvPairs{{"A", "b=c"}});
  CHECK(parse_env_text("A=1\r\nB=2\r\n") == EnvPairs{{"A", "1"}, {"B", "2"}});
}

TEST_CASE("env file: quotes") {
  CHECK(parse_env_text("A=\"x # y\" # z") == EnvPairs{{"A", "x # y"}});
  CHECK(parse_env_text("A='$x\\n'") == EnvPairs{{"A", "$x\\n"}});
  CHECK(parse_env_text("A=`a'b\"c`") == EnvPairs{{"A", "a'b\"c"}});
  CHECK(parse_env_text("A=\"a\\nb\"") == EnvPairs{{"A", "a\nb"}});
  CHECK(parse_env_text("A=\"a\nb\"\nB=1") == EnvPairs{{"A", "a\nb"}, {"B", "1"}});
  CHECK(parse_env_text("A=\"open\nB=1") == EnvPairs{{"A", "\"open"}, {"B", "1"}});
}

TEST_CASE("env file: lines without a pair are ignored") {
  CHECK(parse_env_text("").empty());
  CHECK(parse_env_text("nothing\n=x\n#").empty());
  CHECK(parse_env_text("word\nA=1") == EnvPairs{{"A", "1"}});
}
