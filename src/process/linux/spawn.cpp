#include "process/spawn.hpp"

#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <memory>
#include <system_error>
#include <utility>

#include "core/retried.hpp"
#include "core/throw_errno.hpp"
#include "process/linux/cgroup.hpp"
#include "process/linux/exec_child.hpp"
#include "process/linux/pidfd.hpp"
#include "process/linux/procfs.hpp"
#include "process/linux/raw_syscall.hpp"
#include "process/wait_status.hpp"

namespace cpr {
namespace {

/// \param free places in front of the strings
std::vector<char*> pointers(const std::vector<std::string>& strings, std::size_t free = 0) {
  std::vector<char*> pointers(free);
  pointers.reserve(free + strings.size() + 1);
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// A socket, since a running child could reopen a pipe for writing through /proc/PID/fd and forge a
/// report. A pipe where a sandbox forbids sockets.
std::optional<Pipe> make_report_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return make_pipe();
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

constexpr std::size_t stack_size = 32768;

/// What a child that shares cpr's memory uses until its exec.
struct Launch {
  ExecPlan plan;
  std::unique_ptr<std::byte[]> stack;
};

/// Copies neither page tables nor pages, which would cost 6 % of a start. Not CLONE_VFORK: a child
/// that is stopped before its exec would block cpr in the kernel, past its own timeout.
/// \returns as fork(2)
pid_t clone_sharing_memory(Launch& launch, Fd& pidfd) {
  // Where clone3 is forbidden or unknown, as in valgrind, this clone may be fatal.
  if (raw_syscall(SYS_clone3) != -EINVAL) {
    errno = ENOSYS;
    return -1;
  }
  int fd = -1;
  launch.stack.reset(new std::byte[stack_size]);
  std::byte* const top = launch.stack.get() + stack_size;
  const pid_t pid =
      ::clone(exec_child_of, top, CLONE_VM | CLONE_PIDFD | SIGCHLD, &launch.plan, &fd);
  pidfd = Fd(fd);
  return pid;
}

/// The child gets a copy of the memory. \returns as fork(2)
pid_t clone_child(ExecPlan& plan, std::uint64_t flags, Fd& pidfd) {
  int fd = -1;
  clone_args args{};
  args.flags = CLONE_PIDFD | flags;
  args.pidfd = reinterpret_cast<std::uint64_t>(&fd);
  args.exit_signal = SIGCHLD;
  if ((flags & CLONE_INTO_CGROUP) != 0) {
    args.cgroup = static_cast<std::uint64_t>(plan.placement.container->fd());
  }
  const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (pid == 0) exec_child(plan);
  pidfd = Fd(fd);
  return pid;
}

/// Where clone3 is unknown (Linux before 5.3, valgrind) or forbidden. \returns as fork(2)
pid_t fork_child(ExecPlan& plan, Fd& pidfd) {
  const pid_t pid = ::fork();
  if (pid == 0) exec_child(plan);
  if (pid > 0) pidfd = open_pidfd(pid);
  return pid;
}

bool out_of_resources(int error) {
  return error == EAGAIN || error == ENOMEM;
}

/// Processes of another identity could reach into the child before its exec, and so into cpr.
bool may_share_memory(const ExecPlan& plan) {
  const auto& [uid, gid, groups] = plan.job.identity;
  return raw_syscalls_spare_errno && plan.placement.container == nullptr && !uid && !gid && !groups;
}

/// \returns as fork(2)
pid_t start_child(Launch& launch, Fd& pidfd) {
  ExecPlan& plan = launch.plan;
  pid_t pid = -1;
  if (may_share_memory(plan)) {
    pid = clone_sharing_memory(launch, pidfd);
    if (pid > 0 || out_of_resources(errno)) return pid;
  }
  if (plan.placement.container != nullptr) {
    pid = clone_child(plan, CLONE_INTO_CGROUP, pidfd);
    if (pid > 0 || out_of_resources(errno)) return pid;
    plan.joins_cgroup = true;
  }
  pid = clone_child(plan, 0, pidfd);
  const bool unusable = errno == ENOSYS || errno == EPERM || errno == EINVAL;
  return pid < 0 && unusable ? fork_child(plan, pidfd) : pid;
}

}  // namespace

std::variant<Process, StartFailure> start_process(const Job& job, const Execve& execve,
                                                  const std::vector<FdAction>& actions,
                                                  const InheritedSignals& inherited,
                                                  const Placement& placement) {
  auto report = make_report_channel();
  if (!report) return StartFailure{.step = StartStep::Fork, .error = errno};
  const auto launch = std::make_shared<Launch>(Launch{.plan = {.job = job,
                                                               .execve = execve,
                                                               .inherited = inherited,
                                                               .placement = placement,
                                                               .actions = actions,
                                                               .report_fd = report->write_end.get(),
                                                               .parent = ::getpid(),
                                                               .search = is_searched(execve.file),
                                                               .envp = pointers(execve.envp),
                                                               .argv = pointers(execve.argv, 1)},
                                                      .stack = nullptr});
  Process process;
  process.report = std::move(report->read_end);
  process.pid = start_child(*launch, process.pidfd);
  if (process.pid < 0) return StartFailure{.step = StartStep::Fork, .error = errno};
  process.shared = launch;
  return process;
}

std::optional<ExecReport> read_report(const Process& process) {
  ExecReport report;
  ssize_t n = 0;
  do {
    n = ::read(process.report.get(), &report, sizeof report);
  } while (n < 0 && (errno == EINTR || errno == EAGAIN));
  if (n < 0) return ExecReport{.step = StartStep::Fork, .error = errno};
  // Smaller than PIPE_BUF, it is read whole or not at all.
  if (n != sizeof report) return std::nullopt;
  return report;
}

bool send_signal(const Process& process, int signal) {
  if (process.pid <= 0) return false;
  if (process.pidfd) {
    const int error = signal_pidfd(process.pidfd, signal);
    if (error != ENOSYS && error != EPERM) return error == 0;
  }
  // An old kernel, or a sandbox. The pid stays valid until the child is reaped.
  return ::kill(process.pid, signal) == 0;
}

void await_death(const Process& process, Duration longest) {
  if (!process.pidfd) return;
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(longest).count();
  pollfd exit{.fd = process.pidfd.get(), .events = POLLIN, .revents = 0};
  ::poll(&exit, 1, static_cast<int>(ms));
}

pid_t next_pid() {
  const pid_t probe = ::fork();
  if (probe == 0) ::_exit(0);
  if (probe < 0) return 0;
  ::waitpid(probe, nullptr, __WALL);
  return probe;
}

std::optional<HeldZombie> held_zombie(const Process& process) {
  if (process.pid <= 0 || !procfs::is_ours()) return std::nullopt;
  const auto stat = procfs::stat(process.pid);
  if (!stat || stat->alive) return std::nullopt;
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT;
  const auto id = static_cast<id_t>(process.pid);
  if (::waitid(P_PID, id, &info, what) != 0 || info.si_pid != 0) return std::nullopt;
  const auto status = procfs::wait_status(process.pid);
  return HeldZombie{status ? std::optional(exit_status_of(*status)) : std::nullopt};
}

bool signal_group(const Process& leader, int signal) {
  if (leader.pid <= 0) return false;
  // <linux/pidfd.h>, Linux 6.9. Valid even if the leader has been reaped.
  constexpr unsigned pidfd_signal_process_group = 1U << 2U;
  if (leader.pidfd && signal_pidfd(leader.pidfd, signal, pidfd_signal_process_group) == 0) {
    return true;
  }
  // By number, which stays valid while the leader exists, even as a zombie.
  siginfo_t info{};
  const auto id = static_cast<id_t>(leader.pid);
  const bool unreaped = ::waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
  return unreaped && ::kill(-leader.pid, signal) == 0;
}

bool has_children() {
  siginfo_t info{};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0) return true;
  if (errno == ENOSYS || errno == EPERM) throw_errno("waitid");
  return errno != ECHILD;
}

Reaped reap_any() {
  Reaped reaped;
  rusage usage{};
  const int what = WNOHANG | WUNTRACED | __WALL;
  int status = 0;
  reaped.pid = retried([&] { return ::wait4(-1, &status, what, &usage); });
  if (reaped.pid <= 0) return reaped;
  if (WIFSTOPPED(status)) {
    reaped.stopped_by = WSTOPSIG(status);
  } else {
    reaped.exit = exit_status_of(status);
  }
  const auto micros = [](const timeval& t) { return t.tv_sec * 1'000'000 + t.tv_usec; };
  reaped.usage = {micros(usage.ru_utime), micros(usage.ru_stime), usage.ru_maxrss};
  return reaped;
}

}  // namespace cpr
