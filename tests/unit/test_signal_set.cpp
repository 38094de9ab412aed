#include "process/posix/signal_set.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace cpr;

TEST_CASE("signal set: bit n-1 of a mask is signal n") {
  sigset_t set;
  sigemptyset(&set);
  CHECK(mask_of(set) == 0);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, 64);
  CHECK(mask_of(set) == ((1U << (SIGHUP - 1U)) | (1U << (SIGTERM - 1U)) | (SignalMask{1} << 63U)));
}

TEST_CASE("signal set: a mask keeps each signal") {
  for (int signal = 1; signal <= 64; ++signal) {
    sigset_t set;
    sigemptyset(&set);
    if (sigaddset(&set, signal) != 0) continue;  // the C library's own
    const sigset_t copy = set_of(mask_of(set));
    for (int other = 1; other <= 64; ++other) {
      CAPTURE(signal);
      CAPTURE(other);
      CHECK((sigismember(&copy, other) == 1) == (other == signal));
    }
  }
}
