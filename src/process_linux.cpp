#include "process.hpp"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace cpr {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// fork() that also opens a pidfd, in one step where the kernel can. 0 in the child.
/// \param cgroup where the child is to be born, -1: where cpr is; becomes -1 in a child that is
/// there
pid_t clone_with_pidfd(Fd& pidfd, int& cgroup) {
  int fd = -1;
  clone_args args{};
  args.flags = CLONE_PIDFD;
  args.pidfd = reinterpret_cast<std::uint64_t>(&fd);
  args.exit_signal = SIGCHLD;
  if (const int wanted = std::exchange(cgroup, -1); wanted >= 0) {
    clone_args into = args;
    into.flags |= CLONE_INTO_CGROUP;
    into.cgroup = static_cast<std::uint64_t>(wanted);
    const auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &into, sizeof into));
    if (pid > 0) pidfd = Fd(fd);
    if (pid >= 0 || errno == EAGAIN || errno == ENOMEM) return pid;
    cgroup = wanted;  // the child has to go there by itself
  }
  // Neither CLONE_VFORK nor posix_spawn: a child that is stopped before its exec would leave cpr
  // waiting in the kernel, deaf to its own timeout.
  auto pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
  if (pid < 0 && (errno == ENOSYS || errno == EPERM || errno == EINVAL)) {
    // An old kernel, a sandbox that does not know clone3, or valgrind.
    pid = ::fork();
    if (pid > 0) fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  }
  if (pid > 0 && fd >= 0) pidfd = Fd(fd);
  return pid;
}

struct Report {
  Fd read_end;
  Fd write_end;
};

Report make_report_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw StartFailure{.step = StartStep::Fork, .error = errno};
  }
  return {Fd(ends[0]), Fd(ends[1])};
}

}  // namespace

Process start_process(const Job& job, const Execve& execve, std::vector<FdAction>& actions,
                      int fd_floor, const InheritedSignals& inherited, const Birth& birth) {
  const Identity& identity = job.identity;
  Report report = make_report_pipe();
  const auto argv = pointers(execve.argv);
  const auto envp = pointers(execve.envp);
  const auto candidates = pointers(execve.candidates);
  // Two places for /bin/sh and the script, then the words behind argv[0] and the null.
  std::vector<const char*> script_argv(argv.begin(), argv.end());
  script_argv.insert(script_argv.begin(), nullptr);

  std::vector<gid_t> groups;
  ExecPlan plan;
  if (identity.groups) {
    groups.assign(identity.groups->begin(), identity.groups->end());
    plan.set_groups = true;
  } else if (identity.uid || identity.gid) {
    // As Node: nobody keeps the groups of the caller. Without privilege they cannot be dropped and
    // give nothing that the caller does not have.
    plan.set_groups = ::geteuid() == 0;
  }
  plan.actions = actions.data();
  plan.action_count = static_cast<int>(actions.size());
  plan.fd_floor = fd_floor;
  plan.report_fd = report.write_end.get();
  plan.cwd = job.command.cwd ? job.command.cwd->c_str() : nullptr;
  plan.groups = groups.data();
  plan.group_count = groups.size();
  plan.set_gid = identity.gid.has_value();
  plan.gid = identity.gid.value_or(0);
  plan.set_uid = identity.uid.has_value();
  plan.uid = identity.uid.value_or(0);
  plan.mask = inherited.mask;
  plan.default_signals = job.default_signals;
  plan.new_session = job.detached;
  plan.new_group = birth.new_group && !job.detached;
  plan.die_with_parent = !job.detached && !job.unref;
  plan.inherit_fds = job.inherit_fds;
  plan.ignore_sigchld = inherited.child_ignored;
  plan.parent = ::getpid();
  plan.candidates = candidates.data();
  plan.search = is_searched(execve.file);
  plan.argv = argv.data();
  plan.envp = envp.data();
  plan.script_argv = script_argv.data();

  Process process;
  int unjoined = birth.cgroup != nullptr ? birth.cgroup->fd() : -1;
  process.pid = clone_with_pidfd(process.pidfd, unjoined);
  if (process.pid == 0) {
    plan.cgroup_entrance = unjoined >= 0 ? birth.cgroup->entrance() : -1;
    exec_child(plan);
  }
  if (process.pid < 0) {
    throw StartFailure{.step = StartStep::Fork, .error = errno};
  }
  process.report = std::move(report.read_end);
  return process;
}

std::optional<ExecReport> read_report(const Process& process) {
  ExecReport report;
  ssize_t n = 0;
  do {
    n = ::read(process.report.get(), &report, sizeof report);
  } while (n < 0 && (errno == EINTR || errno == EAGAIN));
  if (n < 0) return ExecReport{.step = StartStep::Fork, .error = errno};
  // The report is far smaller than PIPE_BUF, so it comes whole or not at all.
  if (n != sizeof report) return std::nullopt;
  return report;
}

bool send_signal(const Process& process, int signal) {
  if (process.pid <= 0) return false;
  if (process.pidfd) {
    if (::syscall(SYS_pidfd_send_signal, process.pidfd.get(), signal, nullptr, 0) == 0) return true;
    if (errno != ENOSYS && errno != EPERM) return false;
  }
  // An old kernel, or a sandbox. The number is surely the child's until it is reaped.
  return ::kill(process.pid, signal) == 0;
}

bool signal_group(const Process& leader, int signal) {
  if (leader.pid <= 0) return false;
  // Since Linux 6.9, and safe even when the leader has been reaped. <linux/pidfd.h>
  constexpr unsigned pidfd_signal_process_group = 1U << 2U;
  if (leader.pidfd && ::syscall(SYS_pidfd_send_signal, leader.pidfd.get(), signal, nullptr,
                                pidfd_signal_process_group) == 0) {
    return true;
  }
  // Else by number, which is surely theirs as long as the leader is there, be it as a zombie.
  siginfo_t info{};
  const auto id = static_cast<id_t>(leader.pid);
  const bool unreaped = ::waitid(P_PID, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
  return unreaped && ::kill(-leader.pid, signal) == 0;
}

bool has_children() {
  siginfo_t info{};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0) return true;
  if (errno == ENOSYS || errno == EPERM) {
    throw std::system_error(errno, std::generic_category(), "waitid");
  }
  return errno != ECHILD;
}

Reaped reap_any() {
  Reaped reaped;
  rusage usage{};
  do {
    reaped.pid = ::wait4(-1, &reaped.wait_status, WNOHANG | WUNTRACED | __WALL, &usage);
  } while (reaped.pid < 0 && errno == EINTR);
  if (reaped.pid <= 0) return reaped;
  const auto micros = [](const timeval& t) { return t.tv_sec * 1'000'000 + t.tv_usec; };
  reaped.usage = {micros(usage.ru_utime), micros(usage.ru_stime), usage.ru_maxrss};
  return reaped;
}

}  // namespace cpr
