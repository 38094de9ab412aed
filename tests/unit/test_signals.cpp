#include <doctest/doctest.h>

#include <csignal>

#include "core/signals.hpp"

using cpr::parse_signal;
using cpr::signal_name;

TEST_CASE("signals: names with and without SIG, in any case, and numbers") {
  CHECK(parse_signal("SIGTERM") == SIGTERM);
  CHECK(parse_signal("TERM") == SIGTERM);
  CHECK(parse_signal("sigterm") == SIGTERM);
  CHECK(parse_signal("Term") == SIGTERM);
  CHECK(parse_signal("15") == SIGTERM);
  CHECK(parse_signal("KILL") == SIGKILL);
  CHECK(parse_signal("SIGIOT") == SIGABRT);
  CHECK(parse_signal("poll") == SIGIO);
}

TEST_CASE("signals: real-time signals relative to either end") {
  CHECK(parse_signal("RTMIN") == 34);
  CHECK(parse_signal("SIGRTMIN+3") == 37);
  CHECK(parse_signal("rtmax-1") == 63);
  CHECK(parse_signal("RTMAX") == 64);
  CHECK(parse_signal("RTMIN+30") == 64);
  CHECK_FALSE(parse_signal("RTMIN+31"));
  CHECK_FALSE(parse_signal("RTMIN-1"));
  CHECK_FALSE(parse_signal("RTMAX+1"));
  CHECK_FALSE(parse_signal("RTMIN+"));
  CHECK_FALSE(parse_signal("RTMIN+ 1"));
}

TEST_CASE("signals: invalid names and numbers") {
  for (const char* text : {"", "0", "32", "33", "65", "-1", "+1", " 9", "9 ", "0x9", "SIG",
                           "SIGFOO", "SIG9", "TERM ", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_signal(text));
  }
}

TEST_CASE("signals: each number has one name, as in bash's kill -l, which parses back") {
  for (int number = 1; number <= 64; ++number) {
    if (number == 32 || number == 33) continue;
    CAPTURE(number);
    CHECK(parse_signal(signal_name(number)) == number);
  }
  CHECK(signal_name(34) == "SIGRTMIN");
  CHECK(signal_name(49) == "SIGRTMIN+15");
  CHECK(signal_name(50) == "SIGRTMAX-14");
  CHECK(signal_name(64) == "SIGRTMAX");
  CHECK(cpr::signal_names().size() == 31);
}
