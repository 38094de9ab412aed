#include "process/no_sigpipe.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "loop/fd.hpp"

using namespace cpr;

namespace {

sigset_t sigpipe_alone() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

bool is_pending() {
  sigset_t pending;
  ::sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

bool is_blocked() {
  sigset_t blocked;
  ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
  return sigismember(&blocked, SIGPIPE) == 1;
}

/// Writes to a pipe without a reader. \returns errno
int write_to_nobody() {
  auto pipe = make_pipe();
  pipe->read_end.reset();
  return ::write(pipe->write_end.get(), "x", 1) < 0 ? errno : 0;
}

/// SIGPIPE acts, also if the test program ignores or blocks it. One that is pending is discarded.
class Acting {
 public:
  Acting() : before_(::signal(SIGPIPE, SIG_IGN)) {
    const sigset_t only = sigpipe_alone();
    ::sigprocmask(SIG_UNBLOCK, &only, &mask_);
    ::signal(SIGPIPE, SIG_DFL);
  }
  ~Acting() {
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
    ::signal(SIGPIPE, before_);
  }
  Acting(const Acting&) = delete;
  Acting& operator=(const Acting&) = delete;

 private:
  void (*before_)(int);
  sigset_t mask_;
};

}  // namespace

TEST_CASE("no SIGPIPE: a failed write is an error, and afterwards nothing is pending") {
  const Acting acting;
  {
    const NoSigpipe no_sigpipe;
    CHECK(write_to_nobody() == EPIPE);
    CHECK(is_pending());
  }
  CHECK_FALSE(is_pending());
  CHECK_FALSE(is_blocked());
}

TEST_CASE("no SIGPIPE: one that was blocked and pending before stays so") {
  const Acting acting;
  const sigset_t only = sigpipe_alone();
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  CHECK(write_to_nobody() == EPIPE);
  {
    const NoSigpipe no_sigpipe;
    CHECK(write_to_nobody() == EPIPE);
  }
  CHECK(is_pending());
  CHECK(is_blocked());
  const timespec at_once{};
  CHECK(::sigtimedwait(&only, nullptr, &at_once) == SIGPIPE);
}
