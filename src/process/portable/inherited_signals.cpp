#include "process/inherited_signals.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "core/throw_errno.hpp"
#include "process/portable/signal_source.hpp"
#include "process/posix/signal_set.hpp"

namespace cpr {

InheritedSignals block_signals() {
  InheritedSignals inherited;
  const sigset_t blocked = blockable_signals();
  sigset_t before;
  if (::sigprocmask(SIG_BLOCK, &blocked, &before) != 0) throw_errno("sigprocmask");
  inherited.mask = mask_of(before);
  inherited.child_ignored = inherited_action(SIGCHLD).sa_handler == SIG_IGN;
  install_handlers();
  return inherited;
}

void unblock_signals(const InheritedSignals& inherited) {
  restore_mask(inherited);
}

void restore_mask(const InheritedSignals& inherited) {
  restore_dispositions();
  const sigset_t set = set_of(inherited.mask);
  sigprocmask(SIG_SETMASK, &set, nullptr);
}

void raise_unblocked(int signal) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  ::kill(::getpid(), signal);
  const SignalActs acts(signal);
}

void exit_by_signal(int signal) {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  restore_dispositions();
  ::signal(signal, SIG_DFL);
  raise_unblocked(signal);
  ::_exit(128 + signal);
}

}  // namespace cpr
