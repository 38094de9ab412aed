#include "process/windows/job_object.hpp"

#include <windows.h>

#include <csignal>

#include "process/windows/children.hpp"
#include "process/windows/signal_source.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr {
namespace {

using windows::OwnedHandle;
using windows::RawHandle;

constexpr std::size_t first_room = 1024;  // processes
constexpr ULONG_PTR of_job = 1;
constexpr ULONG_PTR stop = 2;

// FILETIME and its kind count 100 ns.
constexpr std::int64_t units_per_us = 10;

std::size_t list_size(std::size_t processes) {
  return sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + processes * sizeof(ULONG_PTR);
}

/// Nothing but this flag is ever set: without a flag for breakaway no process leaves.
bool set_kill_on_close(RawHandle job, bool kill) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = kill ? JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE : 0;
  return ::SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits,
                                   sizeof limits) != FALSE;
}

JOBOBJECT_BASIC_ACCOUNTING_INFORMATION account(RawHandle job) {
  JOBOBJECT_BASIC_ACCOUNTING_INFORMATION account{};
  ::QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &account, sizeof account,
                              nullptr);
  return account;
}

void watch(RawHandle port) {
  DWORD message = 0;
  ULONG_PTR key = 0;
  OVERLAPPED* process = nullptr;
  while (::GetQueuedCompletionStatus(port, &message, &key, &process, INFINITE) && key != stop) {
    if (message == JOB_OBJECT_MSG_ACTIVE_PROCESS_ZERO) windows::post_signal(SIGCHLD);
  }
}

}  // namespace

JobObject::JobObject()
    : job_(::CreateJobObjectW(nullptr, nullptr)),
      port_(::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1)),
      list_(list_size(first_room)) {
  JOBOBJECT_ASSOCIATE_COMPLETION_PORT association{};
  association.CompletionKey = reinterpret_cast<void*>(of_job);
  association.CompletionPort = port_.get();
  if (!job_ || !port_ || !set_kill_on_close(job_.get(), true) ||
      !::SetInformationJobObject(job_.get(), JobObjectAssociateCompletionPortInformation,
                                 &association, sizeof association)) {
    windows::throw_last_error("job object");
  }
  watcher_ = std::thread(watch, port_.get());
}

JobObject::~JobObject() {
  ::PostQueuedCompletionStatus(port_.get(), 0, stop, nullptr);
  watcher_.join();
}

void JobObject::let_outlive_cpr() const {
  set_kill_on_close(job_.get(), false);
}

int JobObject::count() const {
  return static_cast<int>(account(job_.get()).ActiveProcesses);
}

std::span<const std::uintptr_t> JobObject::members() {
  while (true) {
    auto* const list = reinterpret_cast<JOBOBJECT_BASIC_PROCESS_ID_LIST*>(list_.data());
    if (::QueryInformationJobObject(job_.get(), JobObjectBasicProcessIdList, list,
                                    static_cast<DWORD>(list_.size()), nullptr)) {
      static_assert(sizeof(ULONG_PTR) == sizeof(std::uintptr_t));
      return {reinterpret_cast<const std::uintptr_t*>(list->ProcessIdList),
              list->NumberOfProcessIdsInList};
    }
    if (::GetLastError() != ERROR_MORE_DATA) return {};
    list_.resize(2 * list_.size());
  }
}

bool JobObject::contains(RawHandle process) const {
  BOOL inside = FALSE;
  return ::IsProcessInJob(process, job_.get(), &inside) && inside;
}

bool JobObject::kill() const {
  return ::TerminateJobObject(job_.get(), windows::killed_code) != FALSE;
}

JobObject::CpuTime JobObject::cpu_time() const {
  const auto total = account(job_.get());
  return {.user_us = total.TotalUserTime.QuadPart / units_per_us,
          .system_us = total.TotalKernelTime.QuadPart / units_per_us};
}

std::optional<std::uint64_t> JobObject::peak_memory() const {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION info{};
  if (!::QueryInformationJobObject(job_.get(), JobObjectExtendedLimitInformation, &info,
                                   sizeof info, nullptr) ||
      info.PeakJobMemoryUsed == 0) {
    return std::nullopt;
  }
  return info.PeakJobMemoryUsed;
}

}  // namespace cpr
