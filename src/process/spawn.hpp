// One process: started, signalled, reaped. The seam to the operating system; nothing else spawns.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/command.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "loop/fd.hpp"
#include "process/inherited_signals.hpp"
#include "system/container.hpp"

namespace cpr {

struct Process {
  pid_t pid = -1;
  Fd pidfd;   ///< none where the kernel has no pidfds
  Fd report;  ///< see read_report()
  /// Memory that the child shares until its exec: to be kept until the program runs or the process
  /// was reaped.
  std::shared_ptr<const void> shared;
};

/// Makes one file descriptor of the child.
struct FdAction {
  enum class Kind : std::uint8_t {
    Dup,    ///< duplicate cpr's fd `source`
    Open,   ///< open `path` with `flags`
    Same,   ///< duplicate the child's own, finished fd `source`
    Close,  ///< leave it closed
  };
  Kind kind = Kind::Close;
  int target = -1;
  int source = -1;
  const char* path = nullptr;
  int flags = 0;
};

/// The process group and container in which a process starts.
struct Placement {
  const Container* container = nullptr;  ///< null: that of cpr
  bool new_group = false;                ///< it leads a new process group
  bool new_session = false;              ///< it leads a new session, and so a process group
  bool takes_terminal = false;           ///< fd 0 becomes the controlling terminal of that session
};

/// Starts a child and returns as soon as the process exists; read_report() says whether the program
/// runs. `job`, `execve`, `inherited` and the container must exist until then.
/// \param actions one for each fd from 0 on, those of kind Same last
/// \returns StartFailure (step Fork) if no process can be created
std::variant<Process, StartFailure> start_process(const Job& job, const Execve& execve,
                                                  const std::vector<FdAction>& actions,
                                                  const InheritedSignals& inherited,
                                                  const Placement& placement);

/// Why a child could not become the program.
struct ExecReport {
  StartStep step = StartStep::Exec;
  int error = 0;       ///< errno
  int fd = -1;         ///< Stdio: the child's fd that could not be made
  int candidate = -1;  ///< Exec: index in Execve::candidates; -1: no candidate exists
};

/// Waits until the program runs or the start has failed. Does not block if Process::report is
/// readable or the child is dead.
/// \returns none if the program runs
std::optional<ExecReport> read_report(const Process& process);

/// Waits until the process is dead, for at most that long. At once where the kernel has no pidfds.
void await_death(const Process& process, Duration longest);

/// Sends a signal to a process that has not been reaped.
/// \returns false if it is gone or may not be signalled
bool send_signal(const Process& process, int signal);

/// The pid that a process created now would get, found by creating one.
/// \returns 0 if none can be created
pid_t next_pid();

/// A dead process that cpr cannot reap because another process traces it.
struct HeldZombie {
  std::optional<ExitStatus> exit;  ///< none if cpr may not know it
};

/// None if the process is alive or can be reaped.
std::optional<HeldZombie> held_zombie(const Process& process);

/// Sends a signal to every process of the group that this process leads or has led. Signal 0 asks
/// whether the group has members.
/// \returns false if no process could be signalled
bool signal_group(const Process& leader, int signal);

struct Reaped {
  pid_t pid = 0;
  int stopped_by = 0;  ///< the signal that has stopped it; 0: it is dead
  ExitStatus exit{};
  ResourceUsage usage;  ///< of the process and of the children that it had waited for

  [[nodiscard]] bool none() const { return pid == 0; }        ///< no child is dead or stopped
  [[nodiscard]] bool childless() const { return pid == -1; }  ///< cpr has no child
};

/// Whether cpr has a child, zombies included.
/// \throws std::system_error where waitid(2) is forbidden: no run is possible without it
bool has_children();

/// Reaps the next child of cpr that is dead, or reports the next one that has stopped. Does not
/// block.
Reaped reap_any();

}  // namespace cpr
