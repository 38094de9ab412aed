#include "process/posix/signal_set.hpp"

#include <initializer_list>

namespace cpr {
namespace {

constexpr int last_in_mask = 64;

constexpr SignalMask bit_of(int signal) {
  return SignalMask{1} << static_cast<unsigned>(signal - 1);
}

}  // namespace

sigset_t blockable_signals() {
  sigset_t set;
  sigfillset(&set);
  // A blocked fault would loop. SIGABRT is not one of them: abort() unblocks it, so that only the
  // SIGABRT of another process is read.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS}) {
    sigdelset(&set, fault);
  }
  return set;
}

SignalMask mask_of(const sigset_t& set) {
  SignalMask mask = 0;
  for (int signal = 1; signal <= last_in_mask; ++signal) {
    if (sigismember(&set, signal) == 1) mask |= bit_of(signal);
  }
  return mask;
}

sigset_t set_of(SignalMask mask) {
  sigset_t set;
  sigemptyset(&set);
  // Fails for those of the C library, which it does not let anyone block.
  for (int signal = 1; signal <= last_in_mask; ++signal) {
    if ((mask & bit_of(signal)) != 0) sigaddset(&set, signal);
  }
  return set;
}

}  // namespace cpr
