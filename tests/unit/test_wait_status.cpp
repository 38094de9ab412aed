#include <doctest/doctest.h>

#include <csignal>

#include "process/wait_status.hpp"

using namespace cpr;

TEST_CASE("wait status: an exit code, a signal, a core dump") {
  CHECK(exit_status_of(0) == ExitStatus{ExitStatus::Kind::Code, 0, false});
  CHECK(exit_status_of(7 << 8) == ExitStatus{ExitStatus::Kind::Code, 7, false});
  CHECK(exit_status_of(255 << 8) == ExitStatus{ExitStatus::Kind::Code, 255, false});
  CHECK(exit_status_of(SIGKILL) == ExitStatus{ExitStatus::Kind::Signal, SIGKILL, false});
  CHECK(exit_status_of(SIGSEGV | 0x80) == ExitStatus{ExitStatus::Kind::Signal, SIGSEGV, true});
  CHECK(exit_status_of(64) == ExitStatus{ExitStatus::Kind::Signal, 64, false});
}
