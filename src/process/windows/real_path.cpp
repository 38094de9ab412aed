#include "process/real_path.hpp"

#include <windows.h>

#include <cerrno>

#include "process/windows/owned_handle.hpp"
#include "process/windows/wide_text.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr {

std::optional<std::string> real_path(const std::string& path) {
  constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  // The flag opens directories as well.
  const windows::OwnedHandle file(::CreateFileW(windows::wide(path).c_str(), 0, shared, nullptr,
                                                OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS,
                                                nullptr));
  std::wstring real(32768, L'\0');
  const DWORD size = file ? ::GetFinalPathNameByHandleW(file.get(), real.data(),
                                                        static_cast<DWORD>(real.size()), 0)
                          : 0;
  if (size == 0 || size >= real.size()) {
    errno = windows::last_errno();
    return std::nullopt;
  }
  real.resize(size);
  // \\?\C:\dir, which only functions of the system take.
  constexpr std::wstring_view prefix = L"\\\\?\\";
  const bool has_drive = real.starts_with(prefix) && real.size() > 5 && real[5] == L':';
  return windows::narrow(std::wstring_view(real).substr(has_drive ? prefix.size() : 0));
}

}  // namespace cpr
