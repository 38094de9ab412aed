#include "process/windows/win32_error.hpp"

#include <windows.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/throw_errno.hpp"

namespace cpr::windows {
namespace {

struct Row {
  DWORD windows;
  int error;
};

constexpr DWORD elevation_required = 740;  // ERROR_ELEVATION_REQUIRED, which mingw lacks

// As the C runtime and libuv have them, with EACCES for what may not be executed.
constexpr auto rows = std::to_array<Row>({
    {ERROR_ACCESS_DENIED, EACCES},
    {ERROR_ACCESS_DISABLED_BY_POLICY, EACCES},
    {ERROR_ALREADY_EXISTS, EEXIST},
    {ERROR_ARENA_TRASHED, ENOMEM},
    {ERROR_BAD_ENVIRONMENT, E2BIG},
    {ERROR_BAD_EXE_FORMAT, ENOEXEC},
    {ERROR_BAD_FORMAT, ENOEXEC},
    {ERROR_BAD_NETPATH, ENOENT},
    {ERROR_BAD_NET_NAME, ENOENT},
    {ERROR_BAD_PATHNAME, ENOENT},
    {ERROR_BROKEN_PIPE, EPIPE},
    {ERROR_BUSY, EBUSY},
    {ERROR_CANT_ACCESS_FILE, EACCES},
    {ERROR_COMMITMENT_LIMIT, ENOMEM},
    {ERROR_CURRENT_DIRECTORY, EACCES},
    {ERROR_DIRECTORY, ENOTDIR},
    {ERROR_DIR_NOT_EMPTY, ENOTEMPTY},
    {ERROR_DISK_FULL, ENOSPC},
    {elevation_required, EACCES},
    {ERROR_EXE_MACHINE_TYPE_MISMATCH, ENOEXEC},
    {ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG},
    {ERROR_FILE_EXISTS, EEXIST},
    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_HANDLE_DISK_FULL, ENOSPC},
    {ERROR_INTERNAL_ERROR, EIO},
    {ERROR_INVALID_DATA, EINVAL},
    {ERROR_INVALID_DRIVE, ENOENT},
    {ERROR_INVALID_EXE_SIGNATURE, ENOEXEC},
    {ERROR_INVALID_HANDLE, EBADF},
    {ERROR_INVALID_NAME, ENOENT},
    {ERROR_INVALID_PARAMETER, EINVAL},
    {ERROR_LOCK_VIOLATION, EACCES},
    {ERROR_NETWORK_ACCESS_DENIED, EACCES},
    {ERROR_NOACCESS, EFAULT},
    {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_NOT_ENOUGH_QUOTA, ENOMEM},
    {ERROR_NOT_READY, EIO},
    {ERROR_NOT_SAME_DEVICE, EXDEV},
    {ERROR_NOT_SUPPORTED, ENOTSUP},
    {ERROR_NO_DATA, EPIPE},
    {ERROR_NO_SYSTEM_RESOURCES, ENOMEM},
    {ERROR_OUTOFMEMORY, ENOMEM},
    {ERROR_PAGEFILE_QUOTA, ENOMEM},
    {ERROR_PATH_NOT_FOUND, ENOENT},
    {ERROR_PIPE_BUSY, EBUSY},
    {ERROR_PIPE_NOT_CONNECTED, EPIPE},
    {ERROR_PRIVILEGE_NOT_HELD, EPERM},
    {ERROR_SHARING_VIOLATION, EACCES},
    {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
    {ERROR_WRITE_PROTECT, EROFS},
});

}  // namespace

int errno_of(unsigned long error) {
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [=](const Row& one) { return one.windows == error; });
  return row != rows.end() ? row->error : EIO;
}

int last_errno() {
  return errno_of(::GetLastError());
}

void throw_last_error(const char* call) {
  throw_errno(call, last_errno());
}

}  // namespace cpr::windows
