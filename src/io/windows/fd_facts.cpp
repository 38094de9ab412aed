#include "io/fd_facts.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "process/windows/wide_text.hpp"

namespace cpr {
namespace {

HANDLE handle_of(int fd) {
  return reinterpret_cast<HANDLE>(::_get_osfhandle(fd));
}

}  // namespace

bool is_open(int fd) {
  const HANDLE handle = handle_of(fd);
  DWORD flags = 0;
  return handle != INVALID_HANDLE_VALUE && ::GetHandleInformation(handle, &flags) != 0;
}

/// The system does not tell; a standard handle is taken for what it is called.
std::optional<FdMode> fd_mode(int fd) {
  if (!is_open(fd)) return std::nullopt;
  return fd == 0 ? FdMode::Read : FdMode::Both;
}

bool is_socket(int /*fd*/) {
  return false;
}

bool is_pipe_or_terminal(int fd) {
  return ::GetFileType(handle_of(fd)) == FILE_TYPE_PIPE || ::_isatty(fd) != 0;
}

bool reader_is_gone(int /*fd*/) {
  return false;  // a write tells
}

bool is_same_place(int a, int b) {
  if (::_isatty(a) != 0 && ::_isatty(b) != 0) return true;
  BY_HANDLE_FILE_INFORMATION one{};
  BY_HANDLE_FILE_INFORMATION other{};
  if (::GetFileInformationByHandle(handle_of(a), &one) == 0 ||
      ::GetFileInformationByHandle(handle_of(b), &other) == 0) {
    return handle_of(a) == handle_of(b);
  }
  return one.dwVolumeSerialNumber == other.dwVolumeSerialNumber &&
         one.nFileIndexHigh == other.nFileIndexHigh && one.nFileIndexLow == other.nFileIndexLow;
}

std::optional<std::uint64_t> fd_limit() {
  return 2048;  // of the C library
}

Fd open_for_reading(const std::string& path) {
  return Fd(::_wopen(windows::wide(path).c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT));
}

}  // namespace cpr
