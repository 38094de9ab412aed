#include "process/linux/exec_child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>

#include "process/linux/raw_syscall.hpp"

namespace cpr {
namespace {

[[noreturn]] void leave() {
  while (true) raw_syscall(SYS_exit_group, 127);
}

/// \param error as a system call has returned it: negative
[[noreturn]] void give_up(const ExecPlan& plan, long error, ExecReport report) {
  report.error = static_cast<int>(-error);
  while (raw_syscall(SYS_write, plan.report_fd, &report, sizeof report) == -EINTR) {
  }
  leave();
}

/// What a system call has returned, unless it is an error: that is reported.
long must(const ExecPlan& plan, long result, ExecReport report) {
  if (result < 0) give_up(plan, result, report);
  return result;
}

/// A copy of `fd` that no target can collide with.
int lift(const ExecPlan& plan, int fd, int target) {
  const long lifted = raw_syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, plan.fd_floor);
  return static_cast<int>(must(plan, lifted, {.step = StartStep::Stdio, .fd = target}));
}

void close_on_exec_from(int first) {
  if (raw_syscall(SYS_close_range, first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11, or forbidden: one by one. Nobody has opened descriptors above the limit.
  rlimit limit{};
  raw_syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, nullptr, &limit);
  const int last = limit.rlim_cur < 65536 ? static_cast<int>(limit.rlim_cur) : 65536;
  for (int fd = first; fd < last; ++fd) raw_syscall(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
}

void place(const ExecPlan& plan, int source, int target) {
  // A copy onto itself would keep close-on-exec.
  const long result = source == target ? raw_syscall(SYS_fcntl, target, F_SETFD, 0)
                                       : raw_syscall(SYS_dup3, source, target, 0);
  must(plan, result, {.step = StartStep::Stdio, .fd = target});
}

int open_file(const ExecPlan& plan, const FdAction& action) {
  long fd = 0;
  do {
    fd = raw_syscall(SYS_openat, AT_FDCWD, action.path, action.flags | O_CLOEXEC, 0666);
  } while (fd == -EINTR);
  return static_cast<int>(must(plan, fd, {.step = StartStep::Stdio, .fd = action.target}));
}

void make_descriptors(ExecPlan& plan) {
  if (plan.report_fd < plan.fd_floor) plan.report_fd = lift(plan, plan.report_fd, -1);
  // First every source out of the way of every target, so that swaps and rings work ...
  for (int i = 0; i < plan.action_count; ++i) {
    FdAction& action = plan.actions[i];
    if (action.kind == FdAction::Kind::Open) {
      action.source = open_file(plan, action);
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
      raw_syscall(SYS_close, action.target);
    } else {
      place(plan, action.source, action.target);
    }
  }
}

/// Changes all three ids of a kind, and reads them back: a success that changed nothing would run
/// the program with rights that it must not have.
void take_ids(const ExecPlan& plan, long set, long get, id_t id, StartStep step) {
  must(plan, raw_syscall(set, id, id, id), {.step = step});
  id_t real = 0;
  id_t effective = 0;
  id_t saved = 0;
  must(plan, raw_syscall(get, &real, &effective, &saved), {.step = step});
  if (real != id || effective != id || saved != id) give_up(plan, -EPERM, {.step = step});
}

void take_groups(const ExecPlan& plan) {
  const ExecReport report{.step = StartStep::Groups};
  const long result = raw_syscall(SYS_setgroups, plan.group_count, plan.groups);
  if (result == -EPERM && plan.groups_may_stay) return;
  must(plan, result, report);
  const auto count = static_cast<std::size_t>(raw_syscall(SYS_getgroups, 0, nullptr));
  if (count != plan.group_count) give_up(plan, -EPERM, report);
}

void take_identity(const ExecPlan& plan) {
  // The groups first: without the old uid the rest would not be allowed any more.
  if (plan.set_groups) take_groups(plan);
  if (plan.set_gid) take_ids(plan, SYS_setresgid, SYS_getresgid, plan.gid, StartStep::Gid);
  if (plan.set_uid) {
    // Ambient capabilities would outlive the change; where there are none this does nothing.
    raw_syscall(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    take_ids(plan, SYS_setresuid, SYS_getresuid, plan.uid, StartStep::Uid);
  }
}

void enter_cgroup(const ExecPlan& plan) {
  must(plan, raw_syscall(SYS_write, plan.cgroup_procs_fd, "0", 1), {.step = StartStep::Cgroup});
}

void die_with_parent(const ExecPlan& plan) {
  // If cpr has terminated before this call, the signal will never come.
  raw_syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (raw_syscall(SYS_getppid) != plan.parent) leave();
}

/// What the kernel takes for a disposition: another layout than the C library's.
struct KernelSigaction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)();
  unsigned long mask;
};
constexpr std::size_t kernel_sigset_size = sizeof(unsigned long);
constexpr int last_signal = 64;

void dispose(int signal, void (*handler)(int)) {
  const KernelSigaction action{.handler = handler, .flags = 0, .restorer = nullptr, .mask = 0};
  raw_syscall(SYS_rt_sigaction, signal, &action, nullptr, kernel_sigset_size);
}

void restore_signals(const ExecPlan& plan) {
  if (plan.default_signals) {
    for (int signal = 1; signal <= last_signal; ++signal) dispose(signal, SIG_DFL);
  } else if (plan.ignore_sigchld) {
    dispose(SIGCHLD, SIG_IGN);
  }
  const unsigned long none = 0;
  const void* mask = plan.default_signals ? static_cast<const void*>(&none) : &plan.mask;
  raw_syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, nullptr, kernel_sigset_size);
}

/// Somebody else may have just written the program and be about to close it. \returns the error
long execve_patiently(const char* file, char* const* argv, char* const* envp) {
  constexpr int tries = 20;
  long error = 0;
  for (int i = 0; i < tries; ++i) {
    error = raw_syscall(SYS_execve, file, argv, envp);
    if (error != -ETXTBSY) break;
    const timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
    raw_syscall(SYS_nanosleep, &pause, nullptr);
  }
  return error;
}

/// Errors that make a search go on with the next directory, as in execvp(3).
bool looks_further(long error) {
  constexpr long ones[] = {-ENOENT, -ENOTDIR, -EACCES, -ESTALE, -ENODEV, -ETIMEDOUT};
  return std::any_of(std::begin(ones), std::end(ones), [=](long one) { return one == error; });
}

[[noreturn]] void search_and_exec(ExecPlan& plan) {
  int denied = -1;
  for (int i = 0; plan.candidates[i] != nullptr; ++i) {
    const long error = execve_patiently(plan.candidates[i], plan.argv, plan.envp);
    if (error == -ENOEXEC) {
      plan.script_argv[0] = "/bin/sh";
      plan.script_argv[1] = plan.candidates[i];
      raw_syscall(SYS_execve, "/bin/sh", plan.script_argv, plan.envp);
    }
    if (error == -EACCES && denied < 0) denied = i;
    if (!plan.search || !looks_further(error)) give_up(plan, error, {.candidate = i});
  }
  // Not found anywhere; a file that may not be run counts more than none at all (POSIX).
  give_up(plan, denied >= 0 ? -EACCES : -ENOENT, {.candidate = denied});
}

}  // namespace

void exec_child(ExecPlan& plan) {
  // First of all: the steps below can block forever, e.g. in open(2) of a FIFO.
  if (plan.die_with_parent) die_with_parent(plan);
  if (plan.cgroup_procs_fd >= 0) enter_cgroup(plan);
  const ExecReport session{.step = StartStep::Session};
  if (plan.new_session) must(plan, raw_syscall(SYS_setsid), session);
  if (plan.new_group) must(plan, raw_syscall(SYS_setpgid, 0, 0), session);
  make_descriptors(plan);
  if (plan.cwd != nullptr) must(plan, raw_syscall(SYS_chdir, plan.cwd), {.step = StartStep::Cwd});
  take_identity(plan);
  // The kernel clears the death signal when the effective ids or capabilities change.
  if (plan.die_with_parent) die_with_parent(plan);
  restore_signals(plan);
  search_and_exec(plan);
}

void exec_child_of(void* plan) {
  exec_child(*static_cast<ExecPlan*>(plan));
}

}  // namespace cpr
