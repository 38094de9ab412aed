#include "process/keeper.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string>

#include "core/command.hpp"
#include "process/environment.hpp"
#include "process/inherited_fds.hpp"
#include "process/linux/parent_death.hpp"
#include "process/linux/pidfd.hpp"
#include "process/posix/signal_set.hpp"
#include "process/tree.hpp"
#include "process/wait_status.hpp"

namespace cpr {
namespace {

// To this process: kill the command.
constexpr int end_request = SIGTERM;
// Where the report goes; the first fd after those of the command.
constexpr int report_fd = 3;

/// What it writes before it exits.
struct KeeperReport {
  int error = 0;        ///< errno: why the command could not be started
  bool exited = false;  ///< else it still ran after SIGKILL
  ExitStatus exit{};
};

/// Keeps no descriptor of cpr's but stderr and the report: a copy of a pipe's end would keep the
/// other end from noticing that cpr has closed it.
void drop_fds(int report) {
  if (report != report_fd) ::dup3(report, report_fd, O_CLOEXEC);
  close_from(report_fd + 1);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;  // exec_child reports that
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  ::close(null);
}

Job job_for(std::string_view command, const RunView& run) {
  const std::string child = run.child ? std::to_string(*run.child) : std::string();
  // Where /proc cannot be used the tree cannot be listed.
  const bool listed =
      run.child && std::find(run.tree.begin(), run.tree.end(), *run.child) != run.tree.end();
  std::string pids = listed ? std::string() : child;
  for (const pid_t pid : run.tree) {
    if (!pids.empty()) pids += ' ';
    pids += std::to_string(pid);
  }
  Job job;
  job.command.file = command;
  job.command.shell = "/bin/sh";
  job.command.env.set = {
      {"CPR_PID", child}, {"CPR_PIDS", pids}, {"CPR_REASON", std::string(run.reason)}};
  job.default_signals = true;
  return job;
}

std::vector<FdAction> own_stderr_alone() {
  using Kind = FdAction::Kind;
  return {{.kind = Kind::Open, .target = 0, .path = "/dev/null", .flags = O_RDONLY},
          {.kind = Kind::Dup, .target = 1, .source = STDERR_FILENO},
          {.kind = Kind::Dup, .target = 2, .source = STDERR_FILENO}};
}

/// Until the command has exited, cpr asks for its end or is dead. Reaps orphans, but not the
/// command: before Linux 6.9 its process group can only be signalled as long as its number is in
/// use.
void wait_for(const Process& command, pid_t cpr) {
  const sigset_t all = blockable_signals();
  while (::getppid() == cpr) {
    siginfo_t exited{};
    while (::waitid(P_ALL, 0, &exited, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 &&
           exited.si_pid != 0) {
      if (exited.si_pid == command.pid) return;
      ::waitpid(exited.si_pid, nullptr, WNOHANG | __WALL);
      exited = {};
    }
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&all, &info);
    if (signal == end_request && info.si_pid == cpr) return;
  }
}

KeeperReport keep(std::string_view command, const RunView& run, pid_t cpr) {
  Tree tree;
  static_cast<void>(tree.prepare(std::nullopt));
  const Job job = job_for(command, run);
  const Execve execve = resolve(job.command, own_environment());
  const Placement placement{.container = tree.container(), .new_group = tree.needs_group({})};
  auto started = start_process(job, execve, own_stderr_alone(), InheritedSignals{}, placement);
  if (const auto* failure = std::get_if<StartFailure>(&started)) return {.error = failure->error};
  const auto& process = std::get<Process>(started);
  tree.add_child(process, placement.new_group);
  wait_for(process, cpr);
  std::optional<ExitStatus> exit;
  tree.end_now([&](pid_t pid, ExitStatus how) {
    if (pid == process.pid) exit = how;
  });
  tree.release();
  if (!exit) return {};
  if (const auto failure = read_report(process)) return {.error = failure->error};
  return {.exited = true, .exit = *exit};
}

[[noreturn]] void run_keeper(std::string_view command, const RunView& run, int report, pid_t cpr) {
  // This one also wakes a process that is stopped.
  follow(cpr, SIGCONT);
  ::setsid();
  // Renamed so that `pkill cpr` does not match it.
  ::prctl(PR_SET_NAME, "hook-keeper", 0, 0, 0);
  drop_fds(report);
  KeeperReport done;
  try {
    done = keep(command, run, cpr);
  } catch (const std::exception&) {
    done.error = ENOMEM;
  }
  while (::write(report_fd, &done, sizeof done) < 0 && errno == EINTR) {
  }
  ::_exit(0);
}

}  // namespace

int Keeper::start(std::string_view command, const RunView& run) {
  auto pipe = make_pipe();
  if (!pipe) return errno;
  const pid_t cpr = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) run_keeper(command, run, pipe->write_end.get(), cpr);
  if (pid < 0) return errno;
  process_.pid = pid;
  process_.pidfd = open_pidfd(pid);
  report_ = std::move(pipe->read_end);
  return 0;
}

void Keeper::end() {
  send_signal(process_, end_request);
  // The command may have stopped it.
  send_signal(process_, SIGCONT);
}

void Keeper::kill() {
  send_signal(process_, SIGKILL);
}

Keeper::Outcome Keeper::outcome(ExitStatus own) {
  process_ = {};
  KeeperReport report;
  const ssize_t n = ::read(report_.get(), &report, sizeof report);
  report_.reset();
  // It was killed, and the command with it, by its death signal.
  if (n != sizeof report) return {.exit = own};
  if (!report.exited) return {.error = report.error};
  return {.exit = report.exit};
}

}  // namespace cpr
