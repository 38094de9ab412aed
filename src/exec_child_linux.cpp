#include "exec_child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

namespace cpr {
namespace {

[[noreturn]] void give_up(const ExecPlan& plan, ExecReport report) {
  report.error = errno;
  ssize_t n = 0;
  do {
    n = ::write(plan.report_fd, &report, sizeof report);
  } while (n < 0 && errno == EINTR);
  ::_exit(127);
}

/// A copy of `fd` that no target can collide with.
int lift(const ExecPlan& plan, int fd, int target) {
  const int lifted = ::fcntl(fd, F_DUPFD_CLOEXEC, plan.fd_floor);
  if (lifted < 0) give_up(plan, {.step = StartStep::Stdio, .fd = target});
  return lifted;
}

void close_on_exec_from(int first) {
  if (::syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11, or forbidden: one by one. Nobody has opened descriptors above the limit.
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int last = limit.rlim_cur < 65536 ? static_cast<int>(limit.rlim_cur) : 65536;
  for (int fd = first; fd < last; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void place(const ExecPlan& plan, int source, int target) {
  // dup2 onto itself would keep close-on-exec.
  const int result = source == target ? ::fcntl(target, F_SETFD, 0) : ::dup2(source, target);
  if (result < 0) give_up(plan, {.step = StartStep::Stdio, .fd = target});
}

void make_descriptors(ExecPlan& plan) {
  if (plan.report_fd < plan.fd_floor) plan.report_fd = lift(plan, plan.report_fd, -1);
  // First every source out of the way of every target, so that swaps and rings work ...
  for (int i = 0; i < plan.action_count; ++i) {
    FdAction& action = plan.actions[i];
    if (action.kind == FdAction::Kind::Open) {
      do {
        action.source = ::open(action.path, action.flags | O_CLOEXEC, 0666);
      } while (action.source < 0 && errno == EINTR);
      if (action.source < 0) give_up(plan, {.step = StartStep::Stdio, .fd = action.target});
    } else if (action.kind != FdAction::Kind::Dup) {
      continue;
    }
    if (action.source < plan.fd_floor && action.source != action.target) {
      action.source = lift(plan, action.source, action.target);
    }
  }
  // ... then nothing that cpr has or was given goes through, but what is placed after this.
  if (!plan.inherit_fds) close_on_exec_from(3);
  for (int i = 0; i < plan.action_count; ++i) {
    const FdAction& action = plan.actions[i];
    if (action.kind == FdAction::Kind::Close) {
      ::close(action.target);
    } else {
      place(plan, action.source, action.target);
    }
  }
}

void take_identity(const ExecPlan& plan) {
  // The groups first: without the old uid the rest would not be allowed any more. Each is read
  // back, since a success that changed nothing would run the program with rights it must not have.
  if (plan.set_groups) {
    if (::setgroups(plan.group_count, plan.groups) != 0) {
      give_up(plan, {.step = StartStep::Groups});
    }
    if (::getgroups(0, nullptr) != static_cast<int>(plan.group_count)) {
      errno = EPERM;
      give_up(plan, {.step = StartStep::Groups});
    }
  }
  if (plan.set_gid) {
    gid_t real = 0;
    gid_t effective = 0;
    gid_t saved = 0;
    if (::setresgid(plan.gid, plan.gid, plan.gid) != 0) give_up(plan, {.step = StartStep::Gid});
    if (::getresgid(&real, &effective, &saved) != 0 || real != plan.gid || effective != plan.gid ||
        saved != plan.gid) {
      errno = EPERM;
      give_up(plan, {.step = StartStep::Gid});
    }
  }
  if (plan.set_uid) {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    // Ambient capabilities would outlive the change; where there are none this does nothing.
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (::setresuid(plan.uid, plan.uid, plan.uid) != 0) give_up(plan, {.step = StartStep::Uid});
    if (::getresuid(&real, &effective, &saved) != 0 || real != plan.uid || effective != plan.uid ||
        saved != plan.uid) {
      errno = EPERM;
      give_up(plan, {.step = StartStep::Uid});
    }
  }
}

void enter_cgroup(const ExecPlan& plan) {
  if (::write(plan.cgroup_entrance, "0", 1) != 1) give_up(plan, {.step = StartStep::Cgroup});
}

void die_with_parent(const ExecPlan& plan) {
  // After the change of identity, which clears it. If cpr is gone already, the signal is as well.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (::getppid() != plan.parent) ::_exit(127);
}

void restore_signals(const ExecPlan& plan) {
  if (plan.default_signals) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal <= SIGRTMAX; ++signal) ::sigaction(signal, &action, nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    return;
  }
  if (plan.ignore_sigchld) {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGCHLD, &ignore, nullptr);
  }
  ::sigprocmask(SIG_SETMASK, &plan.mask, nullptr);
}

/// Somebody else may have just written the program and be about to close it.
void execve_patiently(const char* file, char* const* argv, char* const* envp) {
  constexpr int tries = 20;
  for (int i = 0; i < tries; ++i) {
    ::execve(file, argv, envp);
    if (errno != ETXTBSY) return;
    const timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
    ::nanosleep(&pause, nullptr);
    errno = ETXTBSY;
  }
}

/// Errors that make a search go on with the next directory, as in execvp(3).
bool looks_further(int error) {
  return error == ENOENT || error == ENOTDIR || error == EACCES || error == ESTALE ||
         error == ENODEV || error == ETIMEDOUT;
}

[[noreturn]] void search_and_exec(ExecPlan& plan) {
  int denied = -1;
  for (int i = 0; plan.candidates[i] != nullptr; ++i) {
    execve_patiently(plan.candidates[i], plan.argv, plan.envp);
    if (errno == ENOEXEC) {
      plan.script_argv[0] = "/bin/sh";
      plan.script_argv[1] = plan.candidates[i];
      ::execve("/bin/sh", const_cast<char* const*>(plan.script_argv), plan.envp);
      errno = ENOEXEC;
    }
    if (errno == EACCES && denied < 0) denied = i;
    if (!plan.search || !looks_further(errno)) give_up(plan, {.candidate = i});
  }
  // Not found anywhere; a file that may not be run counts more than none at all (POSIX).
  errno = denied >= 0 ? EACCES : ENOENT;
  give_up(plan, {.candidate = denied});
}

}  // namespace

void exec_child(ExecPlan& plan) {
  if (plan.cgroup_entrance >= 0) enter_cgroup(plan);
  if (plan.new_session && ::setsid() < 0) give_up(plan, {.step = StartStep::Session});
  if (plan.new_group && ::setpgid(0, 0) != 0) give_up(plan, {.step = StartStep::Session});
  make_descriptors(plan);
  if (plan.cwd != nullptr && ::chdir(plan.cwd) != 0) give_up(plan, {.step = StartStep::Cwd});
  take_identity(plan);
  if (plan.die_with_parent) die_with_parent(plan);
  restore_signals(plan);
  search_and_exec(plan);
}

}  // namespace cpr
