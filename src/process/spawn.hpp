// One process: started, signalled, reaped. The seam to the operating system; nothing else spawns.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>

#include "core/command.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "loop/fd.hpp"
#include "process/inherited_signals.hpp"
#include "process/linux/cgroup.hpp"
#include "process/linux/exec_child.hpp"

namespace cpr {

struct Process {
  pid_t pid = -1;
  Fd pidfd;   ///< none where the kernel has no pidfds
  Fd report;  ///< says how the start went: see read_report()
  /// What the process reads until it is the program, out of cpr's memory: to be kept until it was
  /// reaped, or is known to run.
  std::shared_ptr<const void> launch;
};

/// What holds a new process together with its descendants, from its first moment.
struct Placement {
  const Cgroup* cgroup = nullptr;  ///< null: that of cpr
  bool new_group = false;          ///< it leads a process group of its own
  bool new_session = false;        ///< it leads a session of its own, and so a process group
};

/// Whether the child would have other rights than cpr: another uid or gid, or a list of groups.
bool changes_identity(const Identity& identity);

/// Clones and lets the child become the program. Returns as soon as the child exists; whether the
/// program runs is said by `report`. `job` and `execve` stay as they are until then.
/// \throws StartFailure (step Fork) when there can be no child
Process start_process(const Job& job, const Execve& execve, std::vector<FdAction> actions,
                      int fd_floor, const InheritedSignals& inherited, const Placement& birth);

/// How a start went. To be asked when `report` is readable or the child is dead, else it waits.
/// \returns none when the program runs
std::optional<ExecReport> read_report(const Process& process);

/// To a process that has not been reaped.
/// \returns false when it is gone or may not be signalled
bool send_signal(const Process& process, int signal);

/// The number that a process gets which is made now, found out by making one. \returns 0 when none
/// can be made
pid_t next_pid();

/// A process that is dead and cannot be reaped, since another one traces it.
struct HeldZombie {
  std::optional<int> wait_status;  ///< none when cpr may not know it
};

/// None when it is alive, or can be reaped.
std::optional<HeldZombie> held_zombie(const Process& process);

/// To every process of the group that this one leads, or has led; 0 asks whether there is one.
/// \returns false when nobody could be signalled
bool signal_group(const Process& leader, int signal);

/// From the child's report to the one who is to blame: which path, which interpreter.
StartFailure explain(const ExecReport& report, const Job& job, const Execve& execve);

/// What a start would come to, as far as that can be told without one.
struct Lookup {
  std::string program;  ///< the file that would be executed
  std::optional<StartFailure> failure;
};
Lookup lookup_program(const Command& command, const Execve& execve);

struct Reaped {
  pid_t pid = 0;
  int wait_status = 0;
  ResourceUsage usage;  ///< of the process and of those it had waited for

  [[nodiscard]] bool none() const { return pid == 0; }        ///< nobody is dead for now
  [[nodiscard]] bool childless() const { return pid == -1; }  ///< cpr has no child at all
};

/// Whether cpr has any child, zombies included.
/// \throws std::system_error where waitid(2) is forbidden: nothing can be done without it
bool has_children();

/// The next child of cpr that is dead, or has been stopped, whoever it is.
Reaped reap_any();

}  // namespace cpr
