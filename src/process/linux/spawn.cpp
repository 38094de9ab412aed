#include "process/spawn.hpp"

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <system_error>
#include <utility>

#include "process/linux/procfs.hpp"
#include "process/linux/raw_syscall.hpp"

namespace cpr {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// What the child reads until its exec, and the stack on which it does.
struct Launch {
  std::vector<FdAction> actions;
  std::vector<char*> argv;
  std::vector<char*> envp;
  std::vector<char*> candidates;
  std::vector<const char*> script_argv;
  std::vector<gid_t> groups;
  ExecPlan plan;
  bool shares_memory = false;
  std::unique_ptr<std::byte[]> stack;
};

constexpr std::size_t stack_size = 32768;

/// A socket: a child that already runs could reopen a pipe for writing through /proc/PID/fd and
/// forge a report. Where a sandbox refuses sockets a pipe still works.
std::optional<Pipe> make_report_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return make_pipe();
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

using Ids = std::array<id_t, 3>;  ///< real, effective, saved

bool differs(std::uint32_t id, const Ids& own) {
  return std::any_of(own.begin(), own.end(), [=](id_t one) { return one != id; });
}

/// The memory is cpr's own, so that neither page tables nor pages have to be copied. Not
/// CLONE_VFORK: a child that is stopped before its exec would leave cpr waiting in the kernel, deaf
/// to its own timeout. \returns as clone3
long clone_sharing_memory(clone_args args, Launch& launch) {
  if (!launch.stack) launch.stack = std::make_unique_for_overwrite<std::byte[]>(stack_size);
  // Aligned as the calling convention wants it.
  const auto bottom = (reinterpret_cast<std::uint64_t>(launch.stack.get()) + 15) & ~15ULL;
  // Handlers of cpr's would run in its memory.
  args.flags |= CLONE_VM | CLONE_CLEAR_SIGHAND;
  args.stack = bottom;
  args.stack_size = stack_size - 16;
  return clone_onto_stack(args, exec_child_of, &launch.plan);
}

/// Clones with clone3 and becomes the program in the child. \returns as clone3
long clone_child(const clone_args& args, Launch& launch) {
  if (launch.shares_memory) {
    const long pid = clone_sharing_memory(args, launch);
    if (pid != -EINVAL && pid != -ENOSYS && pid != -EPERM) return pid;
  }
  const long pid = raw_syscall(SYS_clone3, &args, sizeof args);
  if (pid == 0) exec_child(launch.plan);
  return pid;
}

/// Starts the child, and opens a pidfd in the same step where the kernel can.
/// \throws StartFailure (step Fork)
pid_t start_child(Launch& launch, const Cgroup* cgroup, Fd& pidfd) {
  int fd = -1;
  clone_args args{};
  args.flags = CLONE_PIDFD;
  args.pidfd = reinterpret_cast<std::uint64_t>(&fd);
  args.exit_signal = SIGCHLD;
  long pid = -ENOSYS;
  if (cgroup != nullptr) {
    clone_args into = args;
    into.flags |= CLONE_INTO_CGROUP;
    into.cgroup = static_cast<std::uint64_t>(cgroup->fd());
    pid = clone_child(into, launch);
    // Where it cannot be born there, it has to go there by itself.
    if (pid < 0) launch.plan.cgroup_procs_fd = cgroup->procs_fd();
  }
  if (pid < 0 && pid != -EAGAIN && pid != -ENOMEM) pid = clone_child(args, launch);
  if (pid == -ENOSYS || pid == -EPERM || pid == -EINVAL) {
    // An old kernel, a sandbox that does not know clone3, or valgrind.
    pid = ::fork();
    if (pid == 0) exec_child(launch.plan);
    if (pid < 0) pid = -errno;
    if (pid > 0) fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  }
  if (pid < 0) throw StartFailure{.step = StartStep::Fork, .error = static_cast<int>(-pid)};
  if (fd >= 0) pidfd = Fd(fd);
  return static_cast<pid_t>(pid);
}

}  // namespace

bool changes_identity(const Identity& identity) {
  if (identity.groups) return true;
  Ids own{};
  if (identity.uid) {
    if (::getresuid(&own[0], &own[1], &own[2]) != 0 || differs(*identity.uid, own)) return true;
  }
  if (identity.gid) {
    if (::getresgid(&own[0], &own[1], &own[2]) != 0 || differs(*identity.gid, own)) return true;
  }
  return false;
}

Process start_process(const Job& job, const Execve& execve, std::vector<FdAction> actions,
                      int fd_floor, const InheritedSignals& inherited, const Placement& birth) {
  const Identity& identity = job.identity;
  auto report = make_report_channel();
  if (!report) throw StartFailure{.step = StartStep::Fork, .error = errno};
  auto launch = std::make_shared<Launch>();
  launch->actions = std::move(actions);
  launch->argv = pointers(execve.argv);
  launch->envp = pointers(execve.envp);
  launch->candidates = pointers(execve.candidates);
  // Two places for /bin/sh and the script, then the words behind argv[0] and the null.
  launch->script_argv.reserve(launch->argv.size() + 1);
  launch->script_argv.push_back(nullptr);
  launch->script_argv.insert(launch->script_argv.end(), launch->argv.begin(), launch->argv.end());

  ExecPlan& plan = launch->plan;
  if (identity.groups) {
    launch->groups.assign(identity.groups->begin(), identity.groups->end());
    plan.set_groups = true;
  } else if (identity.uid || identity.gid) {
    // As in Node, the child does not keep the groups of the caller.
    plan.set_groups = true;
    plan.groups_may_stay = !changes_identity(identity) || ::getgroups(0, nullptr) == 0;
  }
  plan.actions = launch->actions.data();
  plan.action_count = static_cast<int>(launch->actions.size());
  plan.fd_floor = fd_floor;
  plan.report_fd = report->write_end.get();
  plan.cwd = job.command.cwd ? job.command.cwd->c_str() : nullptr;
  plan.groups = launch->groups.data();
  plan.group_count = launch->groups.size();
  plan.set_gid = identity.gid.has_value();
  plan.gid = identity.gid.value_or(0);
  plan.set_uid = identity.uid.has_value();
  plan.uid = identity.uid.value_or(0);
  plan.mask = inherited.mask;
  plan.default_signals = job.default_signals;
  plan.new_session = birth.new_session;
  plan.new_group = birth.new_group;
  plan.die_with_parent = job.lifetime == Lifetime::Tied;
  plan.inherit_fds = job.inherit_fds;
  plan.ignore_sigchld = inherited.child_ignored;
  plan.parent = ::getpid();
  plan.candidates = launch->candidates.data();
  plan.search = is_searched(execve.file);
  plan.argv = launch->argv.data();
  plan.envp = launch->envp.data();
  plan.script_argv = launch->script_argv.data();
  // Others of the new identity could reach into the child, and so into cpr's memory, before its
  // exec.
  launch->shares_memory = !plan.set_groups && !plan.set_gid && !plan.set_uid;

  Process process;
  process.pid = start_child(*launch, birth.cgroup, process.pidfd);
  process.launch = std::move(launch);
  process.report = std::move(report->read_end);
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
  return HeldZombie{procfs::wait_status(process.pid)};
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
