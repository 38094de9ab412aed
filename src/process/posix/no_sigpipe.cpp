#include "process/no_sigpipe.hpp"

#include <csignal>
#include <ctime>

namespace cpr {
namespace {

sigset_t only_sigpipe() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  return set;
}

}  // namespace

NoSigpipe::NoSigpipe() {
  const sigset_t only = only_sigpipe();
  sigset_t pending;
  ::sigpending(&pending);
  was_pending_ = sigismember(&pending, SIGPIPE) == 1;
  sigset_t before;
  sigemptyset(&before);
  ::sigprocmask(SIG_BLOCK, &only, &before);
  was_blocked_ = sigismember(&before, SIGPIPE) == 1;
}

NoSigpipe::~NoSigpipe() {
  const sigset_t only = only_sigpipe();
  const timespec at_once{};
  if (!was_pending_) ::sigtimedwait(&only, nullptr, &at_once);
  if (!was_blocked_) ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
}

}  // namespace cpr
