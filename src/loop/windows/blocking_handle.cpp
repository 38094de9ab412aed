#include "loop/windows/blocking_handle.hpp"

#include <windows.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace cpr {
namespace {

int errno_of(DWORD error) {
  switch (error) {
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED: return EPIPE;
    case ERROR_ACCESS_DENIED:
    case ERROR_INVALID_HANDLE: return EBADF;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return ENOSPC;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY: return ENOMEM;
    default: return EIO;
  }
}

/// \returns 0 at the end
int errno_of_read(DWORD error) {
  switch (error) {
    case ERROR_SUCCESS:
    case ERROR_BROKEN_PIPE:
    case ERROR_HANDLE_EOF: return 0;
    case ERROR_OPERATION_ABORTED:
    case ERROR_NO_DATA: return EAGAIN;
    default: return errno_of(error);
  }
}

HandleType type_of(HANDLE handle) {
  DWORD mode = 0;
  switch (::GetFileType(handle)) {
    case FILE_TYPE_DISK: return HandleType::Disk;
    case FILE_TYPE_CHAR:
      return ::GetConsoleMode(handle, &mode) != 0 ? HandleType::Console : HandleType::Device;
    default: return HandleType::Pipe;
  }
}

std::optional<FileIdentity> identity_of(HANDLE handle, HandleType type) {
  BY_HANDLE_FILE_INFORMATION info{};
  if (type != HandleType::Disk || ::GetFileInformationByHandle(handle, &info) == 0) return {};
  return FileIdentity{.volume = info.dwVolumeSerialNumber,
                      .index = (std::uint64_t{info.nFileIndexHigh} << 32U) | info.nFileIndexLow};
}

HANDLE new_event() {
  const HANDLE event = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (event != nullptr) return event;
  throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "event");
}

// --- Ctrl-C ends the read of a console, which then looks like Ctrl-Z ---------------------------

std::atomic<unsigned> interrupts = 0;

BOOL WINAPI count_interrupt(DWORD event) {
  if (event == CTRL_C_EVENT) ++interrupts;
  return FALSE;  // the next handler acts on it
}

/// The read may end before the event arrives.
bool was_interrupted(unsigned before) {
  constexpr DWORD pause_ms = 5;
  constexpr int pauses = 20;
  for (int i = 0; i < pauses && interrupts == before; ++i) ::Sleep(pause_ms);
  return interrupts != before;
}

}  // namespace

BlockingHandle::BlockingHandle(void* handle, bool overlapped)
    : handle_(handle),
      overlapped_(overlapped),
      type_(type_of(handle)),
      identity_(identity_of(handle, type_)) {
  if (type_ == HandleType::Console) ::SetConsoleCtrlHandler(count_interrupt, TRUE);
  if (!overlapped_) return;
  ended_ = new_event();
  cancelled_ = new_event();
}

BlockingHandle::~BlockingHandle() {
  if (ended_ != nullptr) ::CloseHandle(ended_);
  if (cancelled_ != nullptr) ::CloseHandle(cancelled_);
}

BlockingHandle::Outcome BlockingHandle::read(char* room, std::size_t size) {
  const unsigned before = interrupts;
  OVERLAPPED running{};
  running.hEvent = ended_;
  DWORD moved = 0;
  const bool done =
      ::ReadFile(handle_, room, static_cast<DWORD>(size), &moved, overlapped_ ? &running : nullptr);
  Outcome outcome = overlapped_ ? finish(done, &running) : Outcome{moved, 0};
  if (!overlapped_ && !done) outcome.error = ::GetLastError();
  if (outcome.moved == 0 && outcome.error == 0) outcome.error = why_nothing_came(before);
  return outcome;
}

BlockingHandle::Outcome BlockingHandle::write(const char* bytes, std::size_t size) {
  OVERLAPPED running{};
  running.hEvent = ended_;
  DWORD moved = 0;
  const bool done = ::WriteFile(handle_, bytes, static_cast<DWORD>(size), &moved,
                                overlapped_ ? &running : nullptr);
  if (overlapped_) return finish(done, &running);
  return {moved, done ? 0 : ::GetLastError()};
}

BlockingHandle::Outcome BlockingHandle::finish(bool moved, void* running) {
  auto* operation = static_cast<OVERLAPPED*>(running);
  if (!moved && ::GetLastError() != ERROR_IO_PENDING) return {0, ::GetLastError()};
  const HANDLE either[] = {ended_, cancelled_};
  if (::WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0) {
    ::CancelIoEx(handle_, operation);
  }
  DWORD bytes = 0;
  const bool succeeded = ::GetOverlappedResult(handle_, operation, &bytes, TRUE) != 0;
  return {bytes, succeeded ? 0 : ::GetLastError()};
}

/// A read of a pipe ends without bytes when a process writes none, or has made the pipe
/// non-blocking; then the next read has to wait a little.
std::uint32_t BlockingHandle::why_nothing_came(unsigned interrupts_before) const {
  constexpr DWORD pause_ms = 1;
  if (type_ == HandleType::Console && was_interrupted(interrupts_before)) {
    return ERROR_OPERATION_ABORTED;
  }
  if (type_ != HandleType::Pipe) return ERROR_SUCCESS;  // the end
  if (!in_pipe()) return ERROR_BROKEN_PIPE;
  ::Sleep(pause_ms);
  return ERROR_NO_DATA;
}

void BlockingHandle::cancel() {
  if (cancelled_ != nullptr) ::SetEvent(cancelled_);
}

void BlockingHandle::resume() {
  if (cancelled_ != nullptr) ::ResetEvent(cancelled_);
}

void BlockingHandle::cancel_in(std::uint32_t thread_id) {
  const HANDLE thread = ::OpenThread(THREAD_TERMINATE, FALSE, thread_id);
  if (thread == nullptr) return;
  ::CancelSynchronousIo(thread);
  ::CloseHandle(thread);
}

std::optional<std::size_t> BlockingHandle::in_pipe() const {
  DWORD bytes = 0;
  if (::PeekNamedPipe(handle_, nullptr, 0, nullptr, &bytes, nullptr) == 0) return std::nullopt;
  return bytes;
}

ssize_t as_read(BlockingHandle::Outcome outcome) {
  if (outcome.moved > 0) return static_cast<ssize_t>(outcome.moved);
  errno = errno_of_read(outcome.error);
  return errno == 0 ? 0 : -1;
}

ssize_t as_write(BlockingHandle::Outcome outcome) {
  if (outcome.error == 0) return static_cast<ssize_t>(outcome.moved);
  errno = errno_of(outcome.error);
  return -1;
}

}  // namespace cpr
