#include "process/portable/exec_child.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

#include "core/retried.hpp"
#include "process/identity.hpp"
#include "process/portable/signal_source.hpp"
#include "process/posix/signal_set.hpp"

namespace cpr {
namespace {

[[noreturn]] void give_up(const ExecPlan& plan, int error, ExecReport report) {
  constexpr int status = 127;
  report.error = error;
  const ssize_t written = retried([&] { return ::write(plan.report_fd, &report, sizeof report); });
  ::_exit(written < 0 ? status + 1 : status);
}

/// \param result of a system call. An error is reported.
int must(const ExecPlan& plan, int result, ExecReport report) {
  if (result < 0) give_up(plan, errno, report);
  return result;
}

/// One more than the highest fd that is made.
int fd_floor(const ExecPlan& plan) {
  return std::max(3, static_cast<int>(plan.actions.size()));
}

/// A duplicate of `fd` above all targets.
int lift(const ExecPlan& plan, int fd, int target) {
  return must(plan, ::fcntl(fd, F_DUPFD_CLOEXEC, fd_floor(plan)),
              {.step = StartStep::Stdio, .fd = target});
}

/// Only fds below the limit can have been opened, unless it was lowered since.
void close_on_exec_from(int first) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
  for (int fd = first; fd < end; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void place(const ExecPlan& plan, int source, int target) {
  // dup2(2) of an fd onto itself would leave it closed on exec.
  const int result = source == target ? ::fcntl(target, F_SETFD, 0) : ::dup2(source, target);
  must(plan, result, {.step = StartStep::Stdio, .fd = target});
}

int open_file(const ExecPlan& plan, const FdAction& action) {
  const int fd = retried([&] { return ::open(action.path, action.flags | O_CLOEXEC, 0666); });
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
      ::close(action.target);
    } else {
      place(plan, action.source, action.target);
    }
  }
}

void restore_signals(const ExecPlan& plan) {
  constexpr int last_signal = 64;
  restore_dispositions();
  if (plan.job.default_signals) {
    for (int signal = 1; signal <= last_signal; ++signal) ::signal(signal, SIG_DFL);
  }
  const sigset_t mask = set_of(plan.job.default_signals ? 0 : plan.inherited.mask);
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
}

/// Tries again while another process, which has just written the program, still has it open.
/// \returns the error
int execve_patiently(const char* file, char* const* argv, char* const* envp) {
  constexpr int tries = 20;
  constexpr timespec pause{.tv_sec = 0, .tv_nsec = 5'000'000};
  for (int i = 0; i < tries; ++i) {
    ::execve(file, argv, envp);
    if (errno != ETXTBSY) return errno;
    ::nanosleep(&pause, nullptr);
  }
  return ETXTBSY;
}

/// Errors after which a search goes on with the next directory, as in execvp(3).
bool looks_further(int error) {
  constexpr int errors[] = {ENOENT, ENOTDIR, EACCES, ESTALE, ENODEV, ETIMEDOUT};
  return std::find(std::begin(errors), std::end(errors), error) != std::end(errors);
}

[[noreturn]] void search_and_exec(ExecPlan& plan) {
  static char shell[] = "/bin/sh";
  const auto& candidates = plan.execve.candidates;
  int denied = -1;
  for (int i = 0; i < static_cast<int>(candidates.size()); ++i) {
    const std::string& candidate = candidates[static_cast<std::size_t>(i)];
    const int error = execve_patiently(candidate.c_str(), plan.argv.data() + 1, plan.envp.data());
    if (error == ENOEXEC) {
      plan.argv[0] = shell;
      plan.argv[1] = const_cast<char*>(candidate.c_str());
      ::execve(shell, plan.argv.data(), plan.envp.data());
    }
    if (error == EACCES && denied < 0) denied = i;
    if (!plan.search || !looks_further(error)) give_up(plan, error, {.candidate = i});
  }
  // POSIX: a file that may not be executed takes precedence over none at all.
  give_up(plan, denied >= 0 ? EACCES : ENOENT, {.candidate = denied});
}

}  // namespace

void exec_child(ExecPlan& plan) {
  const ExecReport session{.step = StartStep::Session};
  if (plan.placement.new_session) must(plan, ::setsid(), session);
  if (plan.placement.new_group) must(plan, ::setpgid(0, 0), session);
  make_fds(plan);
  if (plan.placement.takes_terminal) must(plan, ::ioctl(0, TIOCSCTTY, 0), session);
  const auto& cwd = plan.job.command.cwd;
  if (cwd) must(plan, ::chdir(cwd->c_str()), {.step = StartStep::Cwd});
  const auto failed_step = take_identity(plan.job.identity);
  if (failed_step) give_up(plan, errno, {.step = *failed_step});
  restore_signals(plan);
  search_and_exec(plan);
}

}  // namespace cpr
