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

#include "loop/fd.hpp"
#include "process/inherited_signals.hpp"
#include "process/linux/cgroup.hpp"
#include "process/spawn.hpp"
#include "process/terminal.hpp"
#include "process/tree.hpp"

namespace cpr {
namespace {

/// In memory that all processes of this cpr share; null without guardians.
std::atomic<bool>* dismissed = nullptr;

/// How a guardian says that the real cpr has stopped, and by which signal. Not by that signal
/// itself, which the terminal may have just sent to the whole group: two of a kind would become
/// one.
const int stop_order = SIGRTMAX;

/// The duties of a process that stays behind.
struct Post {
  pid_t real = -1;   ///< the child that it stands in for
  pid_t parent = 0;  ///< ends the tree as well when this one, its parent, is gone; 0: does not look
  const Terminal* terminal = nullptr;  ///< as it was before the run; null: not a guardian
  int handed_over = -1;                ///< a descriptor that only the child is to have
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Ends all that is below this process, cpr included, which must not have been reaped yet.
void end_tree(pid_t real, Tree& tree) {
  ::kill(real, SIGKILL);
  Cgroup::kill_that_of(real);
  static_cast<void>(tree.prepare(std::nullopt));
  tree.end_now();
}

[[noreturn]] void end_like(const siginfo_t& end) {
  if (end.si_code == CLD_EXITED) ::_exit(end.si_status);
  exit_by_signal(end.si_status);
}

/// The next child of this process that has ended or stopped. An ended one is left to be reaped.
bool next_change(siginfo_t& change) {
  change.si_pid = 0;
  const int what = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL;
  int result = 0;
  do {
    result = ::waitid(P_ALL, 0, &change, what);
  } while (result != 0 && errno == EINTR);
  return result == 0 && change.si_pid != 0;
}

/// The real cpr has stopped: so that a shell sees it, this process does so as well, and both go on
/// when the shell says so. Without a terminal there is no such shell, and who stopped the real one
/// has to continue it.
void stop_as_well(const Post& post, int signal) {
  if (!has_terminal()) return;
  raise_unblocked(signal);
  ::kill(post.real, SIGCONT);
}

/// Waits for the end of the real cpr, or of the parent, and does its duties meanwhile.
/// \returns how the real one has ended, or has to be taken to have
siginfo_t supervise(const Post& post) {
  const sigset_t all = blockable_signals();
  while (true) {
    siginfo_t change{};
    while (next_change(change)) {
      const bool stopped = change.si_code == CLD_STOPPED || change.si_code == CLD_TRAPPED;
      if (change.si_pid == post.real && !stopped) return change;
      ::waitpid(change.si_pid, nullptr, WNOHANG | WUNTRACED | __WALL);
      if (change.si_pid != post.real) continue;
      if (post.parent != 0) {
        // To be passed up by the guardian, which no shell knows.
        ::sigqueue(post.parent, stop_order, {.sival_int = change.si_status});
      } else if (post.terminal != nullptr) {
        ::kill(post.real, SIGCONT);  // a guardian never stops by itself, and has to be on its guard
      } else {
        stop_as_well(post, change.si_status);
      }
    }
    if (post.parent != 0 && ::getppid() != post.parent) {
      change.si_code = CLD_KILLED;
      change.si_status = SIGKILL;
      return change;
    }
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&all, &info);
    // What the kernel sent went to the whole group, the real cpr included.
    if (signal <= 0 || signal == SIGCHLD || info.si_code > 0) continue;
    if (signal == stop_order && info.si_pid == post.real) {
      stop_as_well(post, info.si_value.sival_int);
    } else {
      ::kill(post.real, signal);
    }
  }
}

[[noreturn]] void stay(const Post& post) {
  if (post.handed_over >= 0) ::close(post.handed_over);
  // Allocates now what ending a tree takes.
  std::optional<Tree> tree;
  if (post.terminal != nullptr) tree.emplace();
  const siginfo_t end = supervise(post);
  if (post.terminal != nullptr && !dismissed->load()) {
    end_tree(post.real, *tree);
    post.terminal->restore();
  }
  // Left as a zombie it would be somebody else's, who may never ask after it.
  ::waitpid(post.real, nullptr, WNOHANG | __WALL);
  // Also one that was killed while it reported a run that was over.
  if (post.terminal != nullptr) Cgroup::remove_stale();
  end_like(end);
}

/// For a child that is to go when the process that it was forked from goes.
/// \param signal what it gets then
void follow(pid_t parent, int signal) {
  ::prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
  if (::getppid() != parent) ::_exit(125);
}

/// Gives the signals back to the one who goes on as the real cpr.
void give_back(const InheritedSignals& inherited) {
  if (inherited.child_ignored) ::signal(SIGCHLD, SIG_IGN);
  restore_mask(inherited);
}

void share_dismissal() {
  void* page =
      ::mmap(nullptr, sizeof *dismissed, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) fail("--no-orphans: no shared memory");
  dismissed = new (page) std::atomic<bool>(false);
}

/// In the guardian: makes the real cpr, and returns in that one.
void become_guardian(const Terminal& terminal, pid_t parent, int handed_over) {
  follow(parent, SIGCHLD);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  auto gate = make_pipe();
  if (!gate) fail("--no-orphans: no pipe");
  const pid_t self = ::getpid();
  const pid_t real = ::fork();
  if (real == 0) {
    gate->write_end.reset();
    follow(self, SIGKILL);
    // Not a step further before the guardian is out of reach.
    char none = 0;
    while (::read(gate->read_end.get(), &none, 1) < 0 && errno == EINTR) {
    }
    return;
  }
  // Said by main; the others of this cpr end as this one does.
  if (real < 0) fail("--no-orphans: no process for cpr itself");
  // It is no leader of a group, having a parent in it, so that this cannot fail.
  ::setsid();
  // Nobody who ends all processes that are called cpr means it.
  ::prctl(PR_SET_NAME, "guardian", 0, 0, 0);
  gate->write_end.reset();
  gate->read_end.reset();
  stay({.real = real, .parent = parent, .terminal = &terminal, .handed_over = handed_over});
}

}  // namespace

bool fork_shim(int handed_over) {
  const bool as_init = ::getpid() == 1;
  if (!as_init && !has_children()) return false;
  // Nothing may be lost between the fork and the first wait.
  const InheritedSignals inherited = block_signals();
  const pid_t parent = ::getpid();
  const pid_t real = ::fork();
  if (real > 0) stay({.real = real, .handed_over = handed_over});
  if (real == 0) follow(parent, SIGKILL);
  // With no process to be had, cpr does without: it will say so when it needs one.
  give_back(inherited);
  return as_init;
}

void fork_guardians(int handed_over) {
  share_dismissal();
  const InheritedSignals inherited = block_signals();
  const Terminal terminal;
  // For the orphans of the tree, should the guardian be killed.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  const pid_t parent = ::getpid();
  const pid_t guardian = ::fork();
  if (guardian < 0) {
    const int error = errno;
    give_back(inherited);
    errno = error;
    fail("--no-orphans: no process for the guardian");
  }
  if (guardian > 0) {
    stay({.real = guardian, .terminal = &terminal, .handed_over = handed_over});
  }
  become_guardian(terminal, parent, handed_over);
  give_back(inherited);
}

void disarm_guardians() {
  if (dismissed != nullptr) dismissed->store(true);
}

}  // namespace cpr
