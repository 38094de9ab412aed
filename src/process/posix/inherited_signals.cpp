#include "process/inherited_signals.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <system_error>

#include "core/throw_errno.hpp"

namespace cpr {

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

InheritedSignals block_signals() {
  InheritedSignals inherited;
  const sigset_t blocked = blockable_signals();
  if (::sigprocmask(SIG_BLOCK, &blocked, &inherited.mask) != 0) {
    throw_errno("sigprocmask");
  }

  struct sigaction action {};
  sigaction(SIGCHLD, nullptr, &action);
  if (action.sa_handler == SIG_IGN) {
    inherited.child_ignored = true;
    action.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &action, nullptr);
  }
  return inherited;
}

void unblock_signals(const InheritedSignals& inherited) {
  if (inherited.child_ignored) ::signal(SIGCHLD, SIG_IGN);
  restore_mask(inherited);
}

void restore_mask(const InheritedSignals& inherited) {
  sigprocmask(SIG_SETMASK, &inherited.mask, nullptr);
}

void raise_unblocked(int signal) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  ::kill(::getpid(), signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
}

void exit_by_signal(int signal) {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::signal(signal, SIG_DFL);
  raise_unblocked(signal);
  ::_exit(128 + signal);
}

}  // namespace cpr
