#include "process/windows/program_path.hpp"

#include <windows.h>

#include "process/windows/wide_text.hpp"

namespace cpr::windows {
namespace {

std::wstring full_path(const std::wstring& path) {
  std::wstring full(::GetFullPathNameW(path.c_str(), 0, nullptr, nullptr), L'\0');
  full.resize(
      ::GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
  return full.empty() ? path : full;
}

bool is_separator(char c) {
  return c == '\\' || c == '/';
}

bool has_drive(const std::string& path) {
  return path.size() >= 2 && path[1] == ':';
}

bool is_file(const std::string& path) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

}  // namespace

std::string absolute_path(const std::string& path, const std::optional<std::string>& cwd) {
  const bool is_rooted = !path.empty() && is_separator(path.front());
  if (!cwd || has_drive(path) || (is_rooted && path.size() > 1 && is_separator(path[1]))) {
    return narrow(full_path(wide(path)));
  }
  const std::string directory = narrow(full_path(wide(*cwd)));
  // \dir is on the drive of the directory.
  const std::string base = is_rooted && has_drive(directory) ? directory.substr(0, 2) : directory;
  return narrow(full_path(wide(is_rooted ? base + path : base + '\\' + path)));
}

bool exists(const std::string& path) {
  return ::GetFileAttributesW(wide(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

bool is_directory(const std::string& path) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

std::optional<std::string> find_program(const Command& command, const Execve& execve) {
  for (const auto& candidate : execve.candidates) {
    std::string path = absolute_path(candidate, command.cwd);
    if (is_file(path)) return path;
  }
  return std::nullopt;
}

}  // namespace cpr::windows
