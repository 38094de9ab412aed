#include "process/windows/process_facts.hpp"

#include <windows.h>
// After windows.h.
#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

#include "core/windows/command_line.hpp"
#include "process/windows/wide_text.hpp"

namespace cpr::windows {
namespace {

constexpr std::int64_t units_per_us = 10;  // FILETIME

std::int64_t units(const FILETIME& time) {
  return static_cast<std::int64_t>((std::uint64_t{time.dwHighDateTime} << 32U) |
                                   time.dwLowDateTime);
}

std::string command_line_of(RawHandle process) {
  constexpr int process_command_line_information = 60;  // Windows 8.1
  struct alignas(UNICODE_STRING) Answer {
    std::array<std::byte, sizeof(UNICODE_STRING) + 65536> bytes;
  };
  const auto answer = std::make_unique<Answer>();
  ULONG used = 0;
  const NTSTATUS status = ::NtQueryInformationProcess(
      process, static_cast<PROCESSINFOCLASS>(process_command_line_information), answer.get(),
      sizeof *answer, &used);
  if (status < 0) return {};
  const auto* text = reinterpret_cast<const UNICODE_STRING*>(answer.get());
  return narrow({text->Buffer, text->Length / sizeof(wchar_t)});
}

std::string program_of(RawHandle process) {
  std::wstring path(32768, L'\0');
  auto size = static_cast<DWORD>(path.size());
  if (!::QueryFullProcessImageNameW(process, 0, path.data(), &size)) return {};
  return narrow(std::wstring_view(path).substr(0, size));
}

}  // namespace

OwnedHandle open_process(pid_t pid) {
  constexpr DWORD access = PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;
  const auto number = static_cast<DWORD>(pid);
  // IsProcessInJob of wine needs the one with more rights.
  if (const HANDLE full = ::OpenProcess(access | PROCESS_QUERY_INFORMATION, FALSE, number)) {
    return OwnedHandle(full);
  }
  return OwnedHandle(::OpenProcess(access, FALSE, number));
}

bool is_running(RawHandle process) {
  return ::WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
}

std::vector<std::string> arguments(RawHandle process) {
  if (const std::string line = command_line_of(process); !line.empty()) return split(line);
  std::string program = program_of(process);
  if (program.empty()) return {};
  return {std::move(program)};
}

std::optional<ProcessTimes> times(RawHandle process) {
  FILETIME created{};
  FILETIME exited{};
  FILETIME kernel{};
  FILETIME user{};
  if (!::GetProcessTimes(process, &created, &exited, &kernel, &user)) return std::nullopt;
  FILETIME now{};
  ::GetSystemTimeAsFileTime(&now);
  return ProcessTimes{
      .age = std::chrono::microseconds((units(now) - units(created)) / units_per_us),
      .user_us = units(user) / units_per_us,
      .system_us = units(kernel) / units_per_us};
}

std::optional<ProcessMemory> memory(RawHandle process) {
  PROCESS_MEMORY_COUNTERS counters{};
  if (!::GetProcessMemoryInfo(process, &counters, sizeof counters)) return std::nullopt;
  return ProcessMemory{.resident = counters.WorkingSetSize,
                       .peak_resident = counters.PeakWorkingSetSize};
}

std::vector<ProcessEntry> all_processes() {
  std::vector<ProcessEntry> all;
  const OwnedHandle list(::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  bool found = list && ::Process32FirstW(list.get(), &entry);
  for (; found; found = ::Process32NextW(list.get(), &entry) != FALSE) {
    all.push_back({.pid = static_cast<pid_t>(entry.th32ProcessID),
                   .parent = static_cast<pid_t>(entry.th32ParentProcessID),
                   .threads = static_cast<int>(entry.cntThreads),
                   .name = narrow(entry.szExeFile)});
  }
  return all;
}

}  // namespace cpr::windows
