#include "process/linux/exec_child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include "process/identity.hpp"
#include "process/linux/cgroup.hpp"
#include "process/linux/raw_syscall.hpp"

namespace cpr {
namespace {

[[noreturn]] void leave() {
  while (true) raw_syscall(SYS_exit_group, 127);
}

[[noreturn]] void give_up(const ExecPlan& plan, long error, ExecReport report) {
  report.error = static_cast<int>(error);
  while (raw_syscall(SYS_write, plan.report_fd, &report, sizeof report) == -EINTR) {
  }
  leave();
}

/// \param result of a system call. An error is reported.
int must(const ExecPlan& plan, long result, ExecReport report) {
  if (result < 0) give_up(plan, -result, report);
  return static_cast<int>(result);
}

/// One more than the highest fd that is made.
int fd_floor(const ExecPlan& plan) {
  return std::max(3, static_cast<int>(plan.actions.size()));
}

/// A duplicate of `fd` above all targets.
int lift(const ExecPlan& plan, int fd, int target) {
  return must(plan, raw_syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, fd_floor(plan)),
              {.step = StartStep::Stdio, .fd = target});
}

void close_on_exec_from(int first) {
  if (raw_syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11, or forbidden. Only fds below the limit can have been opened.
  rlimit limit{};
  raw_syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &limit);
  const int end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
  for (int fd = first; fd < end; ++fd) raw_syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

void place(const ExecPlan& plan, int source, int target) {
  // dup3(2) of an fd onto itself would fail.
  const long result = source == target ? raw_syscall(SYS_fcntl, target, F_SETFD, 0)
                                       : raw_syscall(SYS_dup3, source, target, 0);
  must(plan, result, {.step = StartStep::Stdio, .fd = target});
}

int open_file(const ExecPlan& plan, const FdAction& action) {
  long fd = -1;
  do {
    fd = raw_syscall(SYS_openat, AT_FDCWD, action.path, action.flags | O_CLOEXEC, 0666);
  } while (fd == -EINTR);
  return must(plan, fd, {.step = StartStep::Stdio, .fd = action.target});
}

void make_fds(ExecPlan& plan) {
  const int floor = fd_floor(plan);
  if (plan.report_fd < floor) plan.report_fd = lift(plan, plan.report_fd, -1);
  // Every source moves out of the way of every target, so that swaps and rings work.
  for (FdAction& action : plan.actions) {
    if (action.kind == FdAction::Kind::Open) {
      action.source = open_file(plan, action);
    } else if (action.kind != FdAction::Kind::Dup) {
      continue;
    }
    if (action.source < floor && action.source != action.target) {
      action.source = lift(plan, action.source, action.target);
    }
  }
  // Only what is placed after this passes the exec.
  if (!plan.job.inherit_fds) close_on_exec_from(3);
  for (const FdAction& action : plan.actions) {
    if (action.kind == FdAction::Kind::Close) {
      raw_syscall(SYS_close, action.target);
    } else {
      place(plan, action.source, action.target);
    }
  }
}

void die_with_parent(const ExecPlan& plan) {
  if (plan.job.lifetime != Lifetime::Tied) return;
  raw_syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  // If cpr has terminated before this call, the signal will never come.
  if (raw_syscall(SYS_getppid) != plan.parent) leave();
}

// All 64 signals: the C library would leave out 32 and 33.
constexpr std::size_t kernel_sigset_size = sizeof(unsigned long);
constexpr int last_signal = 64;

/// The kernel's layout of a disposition.
struct KernelSigaction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};

void set_disposition(int signal, void (*handler)(int)) {
  const KernelSigaction action{.handler = handler, .flags = 0, .restorer = nullptr, .mask = 0};
  raw_syscall(SYS_rt_sigaction, signal, &action, 0, kernel_sigset_size);
}

void restore_signals(const ExecPlan& plan) {
  SignalMask mask = plan.inherited.mask;
  if (plan.job.default_signals) {
    for (int signal = 1; signal <= last_signal; ++signal) set_disposition(signal, SIG_DFL);
    mask = 0;
  } else if (plan.inherited.child_ignored) {
    set_disposition(SIGCHLD, SIG_IGN);
  }
  static_assert(sizeof mask == kernel_sigset_size);
  raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, kernel_sigset_size);
}

/// Tries again while another process, which has just written the program, still has it open.
/// \returns the error
long execve_patiently(const char* file, char* const* argv, char* const* envp) {
  constexpr int tries = 20;
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
  for (int i = 0; i < tries; ++i) {
    const long error = -raw_syscall(SYS_execve, file, argv, envp);
    if (error != ETXTBSY) return error;
    raw_syscall(SYS_nanosleep, &pause);
  }
  return ETXTBSY;
}

/// Errors after which a search goes on with the next directory, as in execvp(3).
bool looks_further(long error) {
  constexpr int errors[] = {ENOENT, ENOTDIR, EACCES, ESTALE, ENODEV, ETIMEDOUT};
  return std::find(std::begin(errors), std::end(errors), error) != std::end(errors);
}

[[noreturn]] void search_and_exec(ExecPlan& plan) {
  static char shell[] = "/bin/sh";
  const auto& candidates = plan.execve.candidates;
  int denied = -1;
  for (int i = 0; i < static_cast<int>(candidates.size()); ++i) {
    const std::string& candidate = candidates[static_cast<std::size_t>(i)];
    const long error = execve_patiently(candidate.c_str(), plan.argv.data() + 1, plan.envp.data());
    if (error == ENOEXEC) {
      plan.argv[0] = shell;
      plan.argv[1] = const_cast<char*>(candidate.c_str());
      raw_syscall(SYS_execve, shell, plan.argv.data(), plan.envp.data());
    }
    if (error == EACCES && denied < 0) denied = i;
    if (!plan.search || !looks_further(error)) give_up(plan, error, {.candidate = i});
  }
  // POSIX: a file that may not be executed takes precedence over none at all.
  give_up(plan, denied >= 0 ? EACCES : ENOENT, {.candidate = denied});
}

}  // namespace

void exec_child(ExecPlan& plan) {
  // First of all: the steps below can block forever, e.g. in open(2) of a FIFO.
  die_with_parent(plan);
  if (plan.joins_cgroup) {
    const int procs_fd = plan.placement.container->procs_fd();
    must(plan, raw_syscall(SYS_write, procs_fd, "0", 1), {.step = StartStep::Cgroup});
  }
  const ExecReport session{.step = StartStep::Session};
  if (plan.placement.new_session) must(plan, raw_syscall(SYS_setsid), session);
  if (plan.placement.new_group) must(plan, raw_syscall(SYS_setpgid), session);
  make_fds(plan);
  if (plan.placement.takes_terminal) must(plan, raw_syscall(SYS_ioctl, 0, TIOCSCTTY, 0), session);
  const auto& cwd = plan.job.command.cwd;
  if (cwd) must(plan, raw_syscall(SYS_chdir, cwd->c_str()), {.step = StartStep::Cwd});
  const auto failed_step = take_identity(plan.job.identity);
  if (failed_step) give_up(plan, errno, {.step = *failed_step});
  // The kernel clears the death signal when the effective ids or capabilities change.
  die_with_parent(plan);
  restore_signals(plan);
  search_and_exec(plan);
}

int exec_child_of(void* plan) {
  exec_child(*static_cast<ExecPlan*>(plan));
}

}  // namespace cpr
