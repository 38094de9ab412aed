#include "process/spawn.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/retried.hpp"
#include "core/throw_errno.hpp"
#include "process/portable/children.hpp"
#include "process/portable/exec_child.hpp"
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

/// Until then its number cannot mean another process.
bool is_unreaped(pid_t pid) {
  siginfo_t info{};
  const int what = WEXITED | WNOHANG | WNOWAIT;
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, what) == 0;
}

}  // namespace

std::variant<Process, StartFailure> start_process(const Job& job, const Execve& execve,
                                                  const std::vector<FdAction>& actions,
                                                  const InheritedSignals& inherited,
                                                  const Placement& placement) {
  auto report = make_pipe();
  if (!report) return StartFailure{.step = StartStep::Fork, .error = errno};
  ExecPlan plan{.job = job,
                .execve = execve,
                .inherited = inherited,
                .placement = placement,
                .actions = actions,
                .report_fd = report->write_end.get(),
                .search = is_searched(execve.file),
                .envp = pointers(execve.envp),
                .argv = pointers(execve.argv, 1)};
  Process process;
  process.report = std::move(report->read_end);
  process.pid = ::fork();
  if (process.pid == 0) exec_child(plan);
  if (process.pid < 0) return StartFailure{.step = StartStep::Fork, .error = errno};
  // In both processes, so that the group exists whichever of them runs first.
  if (placement.new_group) ::setpgid(process.pid, process.pid);
  remember_child(process.pid, placement.new_group || placement.new_session);
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
  return process.pid > 0 && is_unreaped(process.pid) && ::kill(process.pid, signal) == 0;
}

/// The child has a copy of the memory: nothing has to wait for it.
void await_death(const Process& /*process*/, Duration /*longest*/) {}

/// Nothing here is found by the order of pids.
pid_t next_pid() {
  return 0;
}

/// Whether a tracer holds a child that is dead cannot be asked.
std::optional<HeldZombie> held_zombie(const Process& /*process*/) {
  return std::nullopt;
}

/// The number of a group is not given to another process as long as the group has members. A caller
/// with a leader that was reaped must have found some since.
bool signal_group(const Process& leader, int signal) {
  return leader.pid > 0 && ::kill(-leader.pid, signal) == 0;
}

bool has_children() {
  siginfo_t info{};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) return true;
  if (errno == ENOSYS || errno == EPERM) throw_errno("waitid");
  return errno != ECHILD;
}

Reaped reap_any() {
  Reaped reaped;
  rusage usage{};
  int status = 0;
  reaped.pid = retried([&] { return ::wait4(-1, &status, WNOHANG | WUNTRACED, &usage); });
  if (reaped.pid <= 0) return reaped;
  if (WIFSTOPPED(status)) {
    reaped.stopped_by = WSTOPSIG(status);
  } else {
    reaped.exit = exit_status_of(status);
    forget_child(reaped.pid);
  }
  const auto micros = [](const timeval& t) { return t.tv_sec * 1'000'000 + t.tv_usec; };
  reaped.usage = {micros(usage.ru_utime), micros(usage.ru_stime), usage.ru_maxrss};
  return reaped;
}

}  // namespace cpr
