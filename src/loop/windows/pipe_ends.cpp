#include "loop/windows/pipe_ends.hpp"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cwchar>

#include "loop/windows/async_fd.hpp"

namespace cpr {
namespace {

constexpr DWORD pipe_size = 65536;

using Name = std::array<wchar_t, 64>;

/// One end, and the name by which the other is opened. A process that was left running may still
/// have a pipe of an earlier cpr with this pid, so that its name exists.
HANDLE create_named(Name& name, DWORD access) {
  constexpr int attempts = 100;
  static unsigned made = 0;
  HANDLE end = INVALID_HANDLE_VALUE;
  for (int i = 0; i < attempts && end == INVALID_HANDLE_VALUE; ++i) {
    std::swprintf(name.data(), name.size(), L"\\\\.\\pipe\\cpr-%lu-%u", ::GetCurrentProcessId(),
                  ++made);
    end = ::CreateNamedPipeW(name.data(),
                             access | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                             PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, pipe_size,
                             pipe_size, 0, nullptr);
    const DWORD error = ::GetLastError();
    if (error != ERROR_ACCESS_DENIED && error != ERROR_PIPE_BUSY) break;
  }
  return end;
}

/// Takes the handle in any case.
Fd descriptor_of(HANDLE handle, int flags) {
  if (handle == INVALID_HANDLE_VALUE) return Fd();
  const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), flags | _O_BINARY);
  if (fd < 0) ::CloseHandle(handle);
  return Fd(fd);
}

}  // namespace

std::optional<Pipe> make_pipe(OwnEnd own) {
  const bool reads = own == OwnEnd::Read;
  Name name{};
  const HANDLE ours = create_named(name, reads ? PIPE_ACCESS_INBOUND : PIPE_ACCESS_OUTBOUND);
  if (ours == INVALID_HANDLE_VALUE) {
    errno = EMFILE;
    return std::nullopt;
  }
  const HANDLE theirs = ::CreateFileW(
      name.data(),
      reads ? GENERIC_WRITE | FILE_READ_ATTRIBUTES : GENERIC_READ | FILE_WRITE_ATTRIBUTES, 0,
      nullptr, OPEN_EXISTING, 0, nullptr);
  Fd own_end = descriptor_of(ours, reads ? _O_RDONLY : _O_WRONLY);
  Fd other_end = descriptor_of(theirs, reads ? _O_WRONLY : _O_RDONLY);
  if (!own_end || !other_end) {
    errno = EMFILE;
    return std::nullopt;
  }
  AsyncFd::add(own_end.get(), AsyncFd::Opened::ForOverlapped);
  return reads ? Pipe{std::move(own_end), std::move(other_end)}
               : Pipe{std::move(other_end), std::move(own_end)};
}

}  // namespace cpr
