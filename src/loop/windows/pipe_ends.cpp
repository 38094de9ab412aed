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

/// Takes the handle in any case.
Fd descriptor_of(HANDLE handle, int flags) {
  if (handle == INVALID_HANDLE_VALUE) return Fd();
  const int fd = ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), flags | _O_BINARY);
  if (fd < 0) ::CloseHandle(handle);
  return Fd(fd);
}

}  // namespace

std::optional<Pipe> make_pipe(OwnEnd own) {
  static unsigned made = 0;
  std::array<wchar_t, 64> name{};
  std::swprintf(name.data(), name.size(), L"\\\\.\\pipe\\cpr-%lu-%u", ::GetCurrentProcessId(),
                ++made);
  const bool reads = own == OwnEnd::Read;
  const HANDLE ours = ::CreateNamedPipeW(name.data(),
                                         (reads ? PIPE_ACCESS_INBOUND : PIPE_ACCESS_OUTBOUND) |
                                             FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                         PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1,
                                         pipe_size, pipe_size, 0, nullptr);
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
