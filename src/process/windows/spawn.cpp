// A process is created suspended, in the job of its tree, and with a list of the handles that it
// may inherit. It runs when everything is in place. A start fails or succeeds before
// start_process() returns, so that there is nothing to report later.
#include "process/spawn.hpp"

#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "core/throw_errno.hpp"
#include "core/windows/command_line.hpp"
#include "process/lookup.hpp"
#include "process/windows/child_handles.hpp"
#include "process/windows/children.hpp"
#include "process/windows/environment_block.hpp"
#include "process/windows/process_facts.hpp"
#include "process/windows/wide_text.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr {
namespace {

using windows::OwnedHandle;
using windows::RawHandle;

constexpr std::size_t longest_command_line = 32766;  // UTF-16 units

/// PROC_THREAD_ATTRIBUTE_LIST with its memory. What it refers to must exist until the process does.
class Attributes {
 public:
  explicit Attributes(DWORD count) {
    SIZE_T size = 0;
    ::InitializeProcThreadAttributeList(nullptr, count, 0, &size);
    memory_.resize(size);
    if (!::InitializeProcThreadAttributeList(get(), count, 0, &size)) {
      windows::throw_last_error("InitializeProcThreadAttributeList");
    }
  }
  ~Attributes() { ::DeleteProcThreadAttributeList(get()); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  void set(DWORD_PTR which, void* value, std::size_t size) {
    if (!::UpdateProcThreadAttribute(get(), 0, which, value, size, nullptr, nullptr)) {
      windows::throw_last_error("UpdateProcThreadAttribute");
    }
  }

  LPPROC_THREAD_ATTRIBUTE_LIST get() {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.data());
  }

 private:
  std::vector<std::byte> memory_;
};

/// A process that has not run yet.
struct Suspended {
  OwnedHandle process;
  OwnedHandle thread;
  pid_t pid = 0;
};

struct Plan {
  std::string program;
  std::wstring line;
  std::wstring environment;
  std::optional<std::wstring> cwd;
  DWORD flags = CREATE_SUSPENDED | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
};

char16_t upper(char16_t unit) {
  // For a single character CharUpper takes and returns it instead of a pointer.
  const auto character = reinterpret_cast<LPWSTR>(static_cast<std::uintptr_t>(unit));
  return static_cast<char16_t>(reinterpret_cast<std::uintptr_t>(::CharUpperW(character)));
}

DWORD flags_of(const Placement& placement) {
  // As libuv: a detached process has no console, and leads a group.
  if (placement.new_session) return DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP;
  return placement.new_group ? CREATE_NEW_PROCESS_GROUP : 0;
}

ExecSizes sizes_of(const Execve& execve) {
  ExecSizes sizes;
  for (const auto& argument : execve.argv) {
    sizes.arguments += argument.size() + 1;
    sizes.longest = std::max(sizes.longest, argument.size() + 1);
  }
  for (const auto& variable : execve.envp) sizes.environment += variable.size() + 1;
  return sizes;
}

/// Ids that Windows does not have.
std::optional<StartFailure> refuse_identity(const Identity& identity) {
  const auto refused = [](StartStep step) { return StartFailure{.step = step, .error = ENOTSUP}; };
  if (identity.uid) return refused(StartStep::Uid);
  if (identity.gid) return refused(StartStep::Gid);
  if (identity.groups) return refused(StartStep::Groups);
  return std::nullopt;
}

/// \throws std::system_error
Suspended create(Plan& plan, const windows::ChildHandles& handles, const Container* job) {
  auto inherited = handles.inherited();
  auto table = handles.runtime_table();
  RawHandle jobs[] = {job != nullptr ? job->handle() : nullptr};
  Attributes attributes(2);
  attributes.set(PROC_THREAD_ATTRIBUTE_HANDLE_LIST, inherited.data(),
                 inherited.size() * sizeof inherited[0]);
  if (job != nullptr) attributes.set(PROC_THREAD_ATTRIBUTE_JOB_LIST, &jobs, sizeof jobs);
  STARTUPINFOEXW startup{};
  startup.lpAttributeList = attributes.get();
  auto& info = startup.StartupInfo;
  info.cb = sizeof startup;
  info.dwFlags = STARTF_USESTDHANDLES;
  info.hStdInput = handles.standard(0);
  info.hStdOutput = handles.standard(1);
  info.hStdError = handles.standard(2);
  info.cbReserved2 = static_cast<WORD>(table.size());
  info.lpReserved2 = reinterpret_cast<BYTE*>(table.data());
  PROCESS_INFORMATION made{};
  if (!::CreateProcessW(windows::wide(plan.program).c_str(), plan.line.data(), nullptr, nullptr,
                        TRUE, plan.flags, plan.environment.data(),
                        plan.cwd ? plan.cwd->c_str() : nullptr, &info, &made)) {
    windows::throw_last_error("CreateProcessW");
  }
  return {.process = OwnedHandle(made.hProcess),
          .thread = OwnedHandle(made.hThread),
          .pid = static_cast<pid_t>(made.dwProcessId)};
}

/// \throws std::system_error; the process is killed
std::shared_ptr<windows::ChildProcess> let_run(Suspended suspended, bool leads_group) {
  auto child = std::make_shared<windows::ChildProcess>(std::move(suspended.process), suspended.pid,
                                                       leads_group);
  windows::children().push_back(child);
  if (::ResumeThread(suspended.thread.get()) == static_cast<DWORD>(-1)) {
    const int error = windows::last_errno();
    windows::children().pop_back();
    child->kill(SIGKILL);
    throw_errno("ResumeThread", error);
  }
  return child;
}

}  // namespace

std::variant<Process, StartFailure> start_process(const Job& job, const Execve& execve,
                                                  const std::vector<FdAction>& actions,
                                                  const InheritedSignals& /*inherited*/,
                                                  const Placement& placement) {
  if (auto failure = refuse_identity(job.identity)) return *failure;
  Lookup lookup = lookup_program(job.command, execve);
  if (lookup.failure) return std::move(*lookup.failure);
  Plan plan{.program = std::move(lookup.program),
            .line = windows::wide(windows::command_line(execve.argv, execve.verbatim)),
            .environment = windows::wide(windows::environment_block(execve.envp, upper)),
            .cwd = std::nullopt};
  plan.flags |= flags_of(placement);
  if (job.command.cwd) plan.cwd = windows::wide(*job.command.cwd);
  if (plan.line.size() > longest_command_line) {
    return StartFailure{.error = E2BIG, .culprit = plan.program, .sizes = sizes_of(execve)};
  }
  windows::ChildHandles handles;
  if (auto failure = handles.make(actions)) return std::move(*failure);
  auto report = make_pipe();
  if (!report) return StartFailure{.step = StartStep::Fork, .error = errno};
  // Such a child does not die with cpr.
  if (job.lifetime != Lifetime::Tied && placement.container != nullptr) {
    placement.container->let_outlive_cpr();
  }
  Suspended suspended;
  try {
    suspended = create(plan, handles, placement.container);
  } catch (const std::system_error& error) {
    return StartFailure{.error = error.code().value(), .culprit = plan.program};
  }
  Process process;
  process.pid = suspended.pid;
  process.report = std::move(report->read_end);
  try {
    process.shared = let_run(std::move(suspended), placement.new_group);
  } catch (const std::system_error& error) {
    return StartFailure{.step = StartStep::Fork, .error = error.code().value()};
  }
  return process;
}

/// The writing end is closed: a process that exists runs its program.
std::optional<ExecReport> read_report(const Process& /*process*/) {
  return std::nullopt;
}

bool send_signal(const Process& process, int signal) {
  const auto child = windows::find_child(process.pid);
  if (!child || child->has_exited()) return false;
  switch (signal) {
    case 0: return true;
    case SIGKILL: return child->kill(SIGKILL);
    case SIGTERM:
    case SIGINT:
    case SIGQUIT:
    case SIGHUP: return child->send_break(signal) || child->kill(signal);
    default: return false;
  }
}

void await_death(const Process& process, Duration longest) {
  const auto child = windows::find_child(process.pid);
  if (!child) return;
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(longest).count();
  ::WaitForSingleObject(child->handle(), static_cast<DWORD>(ms));
}

/// The system does not give out pids in an order.
pid_t next_pid() {
  return 0;
}

/// A process that is dead can always be reaped.
std::optional<HeldZombie> held_zombie(const Process& /*process*/) {
  return std::nullopt;
}

/// There are no process groups but those of a console, see Tree::signal().
bool signal_group(const Process& /*leader*/, int /*signal*/) {
  return false;
}

bool has_children() {
  return !windows::children().empty();
}

Reaped reap_any() {
  auto& all = windows::children();
  Reaped reaped;
  if (all.empty()) {
    reaped.pid = -1;
    return reaped;
  }
  const auto dead =
      std::find_if(all.begin(), all.end(), [](const auto& child) { return child->has_exited(); });
  if (dead == all.end()) return reaped;
  const auto child = *dead;
  all.erase(dead);
  reaped.pid = child->pid();
  reaped.exit = child->exit_status();
  if (const auto times = windows::times(child->handle())) {
    reaped.usage.user_us = times->user_us;
    reaped.usage.system_us = times->system_us;
  }
  const auto memory = windows::memory(child->handle());
  reaped.usage.max_rss_kib = memory ? static_cast<std::int64_t>(memory->peak_resident / 1024) : 0;
  return reaped;
}

}  // namespace cpr
