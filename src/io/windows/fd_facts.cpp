#include "io/fd_facts.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "loop/windows/async_fd.hpp"
#include "process/windows/open_file.hpp"

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
  if (!is_open(fd)) return false;
  const auto type = AsyncFd::of(fd).type();
  return type == HandleType::Pipe || type == HandleType::Console;
}

bool reader_is_gone(int /*fd*/) {
  return false;  // a write tells
}

bool is_same_place(int a, int b) {
  if (!is_open(a) || !is_open(b)) return false;
  const AsyncFd& one = AsyncFd::of(a);
  const AsyncFd& other = AsyncFd::of(b);
  if (one.type() == HandleType::Console && other.type() == HandleType::Console) return true;
  if (one.identity() && other.identity()) return one.identity() == other.identity();
  return handle_of(a) == handle_of(b);
}

std::optional<std::uint64_t> fd_limit() {
  return 2048;  // of the C library
}

Fd open_for_reading(const std::string& path) {
  return windows::open_fd(path, _O_RDONLY);
}

}  // namespace cpr
