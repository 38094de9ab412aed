#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "inherited.hpp"
#include "process.hpp"
#include "stand_in.hpp"

namespace cpr {
namespace {

[[noreturn]] void stand_in_for(pid_t real) {
  const sigset_t all = blockable_signals();
  while (true) {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL)) > 0) {
      if (pid != real) continue;
      if (WIFSTOPPED(status)) {
        // So that the shell sees it.
        let_act(WSTOPSIG(status));
        ::kill(real, SIGCONT);
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
