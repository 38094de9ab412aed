#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

#include "inherited.hpp"
#include "stand_in.hpp"

namespace cpr {
namespace {

bool has_children() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

[[noreturn]] void die_of(int signal) {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::signal(signal, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::kill(::getpid(), signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
  ::_exit(128 + signal);  // as PID 1, which no default action ends
}

/// Stops as the real cpr has stopped, so that the shell sees it.
void stop_likewise(pid_t real, int signal) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  ::kill(::getpid(), signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);  // stops here, unless the group is an orphan
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  ::kill(real, SIGCONT);
}

[[noreturn]] void stand_in_for(pid_t real) {
  const sigset_t all = blockable_signals();
  while (true) {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL)) > 0) {
      if (pid != real) continue;
      if (WIFSTOPPED(status)) {
        stop_likewise(real, WSTOPSIG(status));
      } else if (WIFSIGNALED(status)) {
        die_of(WTERMSIG(status));
      } else {
        ::_exit(WEXITSTATUS(status));
      }
    }
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&all, &info);
    // What the kernel sent went to the whole group, the real cpr included.
    if (signal > 0 && signal != SIGCHLD && info.si_code <= 0) ::kill(real, signal);
  }
}

}  // namespace

void leave_stand_in() {
  if (::getpid() != 1 && !has_children()) return;
  // Nothing may be lost between the fork and the first wait.
  const InheritedSignals inherited = take_signals();
  const pid_t parent = ::getpid();
  const pid_t real = ::fork();
  if (real > 0) stand_in_for(real);
  if (real == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::getppid() != parent) ::_exit(125);
  }
  // With no process to be had, cpr does without: it will say so when it needs one.
  if (inherited.child_ignored) ::signal(SIGCHLD, SIG_IGN);
  restore_mask(inherited);
}

}  // namespace cpr
