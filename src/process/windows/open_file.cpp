#include "process/windows/open_file.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <cerrno>

#include "process/windows/wide_text.hpp"
#include "process/windows/win32_error.hpp"

namespace cpr::windows {
namespace {

/// Without FILE_WRITE_DATA the system appends each write.
DWORD access_of(int flags) {
  switch (flags & (_O_RDONLY | _O_WRONLY | _O_RDWR)) {
    case _O_WRONLY:
      return (flags & _O_APPEND) != 0 ? FILE_GENERIC_WRITE & ~FILE_WRITE_DATA : FILE_GENERIC_WRITE;
    case _O_RDWR: return FILE_GENERIC_READ | FILE_GENERIC_WRITE;
    default: return FILE_GENERIC_READ;
  }
}

DWORD disposition_of(int flags) {
  if ((flags & _O_CREAT) == 0) {
    return (flags & _O_TRUNC) != 0 ? TRUNCATE_EXISTING : OPEN_EXISTING;
  }
  if ((flags & _O_EXCL) != 0) return CREATE_NEW;
  return (flags & _O_TRUNC) != 0 ? CREATE_ALWAYS : OPEN_ALWAYS;
}

}  // namespace

OwnedHandle open_file(const std::string& path, int flags, Inherited inherited) {
  SECURITY_ATTRIBUTES attributes{.nLength = sizeof attributes,
                                 .lpSecurityDescriptor = nullptr,
                                 .bInheritHandle = inherited == Inherited::Yes};
  constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  return OwnedHandle(::CreateFileW(path == "/dev/null" ? L"NUL" : wide(path).c_str(),
                                   access_of(flags), shared, &attributes, disposition_of(flags),
                                   FILE_ATTRIBUTE_NORMAL, nullptr));
}

Fd open_fd(const std::string& path, int flags) {
  OwnedHandle file = open_file(path, flags, Inherited::No);
  if (!file) {
    errno = last_errno();
    return {};
  }
  const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(file.get()), _O_BINARY);
  if (fd >= 0) file.release();
  return Fd(fd);
}

}  // namespace cpr::windows
