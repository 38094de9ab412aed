#include "process/shim.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <new>
#include <optional>
#include <system_error>

#include "core/retried.hpp"
#include "core/throw_errno.hpp"
#include "loop/fd.hpp"
#include "process/inherited_signals.hpp"
#include "process/linux/cgroup.hpp"
#include "process/linux/parent_death.hpp"
#include "process/posix/signal_set.hpp"
#include "process/spawn.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"

namespace cpr {
namespace {

/// In memory shared by cpr and its guardians; null without guardians.
std::atomic<bool>* disarmed = nullptr;

/// Tells the shim that cpr has stopped, and by which signal. Not that signal itself, which the
/// terminal may have just sent to the whole group: the two would be merged.
const int stop_request = SIGRTMAX;

struct ShimRole {
  pid_t child = -1;                    ///< cpr, or the guardian above it
  pid_t parent = 0;                    ///< the guardian's: its death ends the run; 0: not watched
  const Terminal* terminal = nullptr;  ///< as before the run; null: does not guard the tree
};

/// Kills all processes below this one.
/// \param child must not have been reaped
void kill_tree(pid_t child, Tree& tree) {
  ::kill(child, SIGKILL);
  Cgroup::kill_that_of(child);
  static_cast<void>(tree.prepare(std::nullopt));
  tree.end_now();
}

[[noreturn]] void exit_like(const siginfo_t& end) {
  if (end.si_code == CLD_EXITED) ::_exit(end.si_status);
  exit_by_signal(end.si_status);
}

/// The next child of this process that has exited or stopped. Does not reap.
bool next_change(siginfo_t& change) {
  change.si_pid = 0;
  const int what = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL;
  return retried([&] { return ::waitid(P_ALL, 0, &change, what); }) == 0 && change.si_pid != 0;
}

/// Stops this process until the shell continues it, as cpr has stopped. Without a terminal there is
/// no shell to do that.
void stop_as_well(pid_t child, int signal) {
  if (!has_terminal()) return;
  raise_unblocked(signal);
  ::kill(child, SIGCONT);
}

void on_stop(const ShimRole& role, int signal) {
  if (role.parent != 0) {
    // The shell does not know the guardian, which passes the stop on to the shim.
    ::sigqueue(role.parent, stop_request, {.sival_int = signal});
  } else if (role.terminal != nullptr) {
    ::kill(role.child, SIGCONT);  // the guardian was stopped, and has to go on guarding
  } else {
    stop_as_well(role.child, signal);
  }
}

/// \param signal as received
void forward(const ShimRole& role, int signal, const siginfo_t& info) {
  // The kernel sends to the whole process group, cpr included.
  if (signal == SIGCHLD || info.si_code > 0) return;
  if (signal == stop_request && info.si_pid == role.child) {
    stop_as_well(role.child, info.si_value.sival_int);
  } else {
    ::kill(role.child, signal);
  }
}

/// Forwards signals and reaps orphans until the child or the watched parent is dead.
/// \returns how the child exited; for a dead parent: as killed by SIGKILL
siginfo_t supervise(const ShimRole& role) {
  const sigset_t all = blockable_signals();
  while (true) {
    siginfo_t change{};
    while (next_change(change)) {
      const bool stopped = change.si_code == CLD_STOPPED || change.si_code == CLD_TRAPPED;
      if (change.si_pid == role.child && !stopped) return change;
      ::waitpid(change.si_pid, nullptr, WNOHANG | WUNTRACED | __WALL);
      if (change.si_pid == role.child) on_stop(role, change.si_status);
    }
    if (role.parent != 0 && ::getppid() != role.parent) {
      change.si_code = CLD_KILLED;
      change.si_status = SIGKILL;
      return change;
    }
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&all, &info);
    if (signal > 0) forward(role, signal, info);
  }
}

[[noreturn]] void run_shim(const ShimRole& role, const DropFds& drop_fds) {
  drop_fds();
  const bool guards = role.terminal != nullptr;
  // Allocates now what killing a tree takes.
  std::optional<Tree> tree;
  if (guards) tree.emplace();
  const siginfo_t end = supervise(role);
  if (guards && !disarmed->load()) {
    kill_tree(role.child, *tree);
    role.terminal->restore();
  }
  // A zombie would be reparented to a process that may never reap it.
  ::waitpid(role.child, nullptr, WNOHANG | __WALL);
  // Also that of a cpr that was killed while it reported a run that was over.
  if (guards) Cgroup::remove_stale();
  exit_like(end);
}

void share_disarmed() {
  void* page =
      ::mmap(nullptr, sizeof *disarmed, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw_errno("--no-orphans: cannot allocate shared memory");
  disarmed = new (page) std::atomic<bool>(false);
}

/// In the guardian: forks cpr, and returns there.
void become_guardian(const Terminal& terminal, pid_t parent, const DropFds& drop_fds) {
  follow(parent, SIGCHLD);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  auto gate = make_pipe();
  if (!gate) throw_errno("--no-orphans: cannot create a pipe");
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    gate->write_end.reset();
    follow(self, SIGKILL);
    // Blocks until the guardian has left cpr's process group.
    char none = 0;
    retried([&] { return ::read(gate->read_end.get(), &none, 1); });
    return;
  }
  // Reported by main; the shim exits as this process does.
  if (child < 0) throw_errno("--no-orphans: cannot fork cpr");
  // Cannot fail: a process that was just forked does not lead a process group.
  ::setsid();
  // Renamed so that `pkill cpr` does not match it.
  ::prctl(PR_SET_NAME, "guardian", 0, 0, 0);
  gate->write_end.reset();
  gate->read_end.reset();
  run_shim({.child = child, .parent = parent, .terminal = &terminal}, drop_fds);
}

}  // namespace

bool fork_shim(const DropFds& drop_fds) {
  const bool as_init = ::getpid() == 1;
  if (!as_init && !has_children()) return false;
  // No signal may be lost between the fork and the first wait.
  const InheritedSignals inherited = block_signals();
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child > 0) run_shim({.child = child}, drop_fds);
  if (child == 0) follow(parent, SIGKILL);
  // If no process can be created, cpr reports that when it starts the command.
  unblock_signals(inherited);
  return as_init;
}

void fork_guardians(const DropFds& drop_fds) {
  share_disarmed();
  const InheritedSignals inherited = block_signals();
  const Terminal terminal;
  // For the orphans of the tree, should the guardian be killed.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const pid_t parent = ::getpid();
  const pid_t guardian = ::fork();
  if (guardian < 0) {
    const int error = errno;
    unblock_signals(inherited);
    throw_errno("--no-orphans: cannot fork the guardian", error);
  }
  if (guardian > 0) run_shim({.child = guardian, .terminal = &terminal}, drop_fds);
  become_guardian(terminal, parent, drop_fds);
  unblock_signals(inherited);
}

void disarm_guardians() {
  if (disarmed != nullptr) disarmed->store(true);
}

}  // namespace cpr
