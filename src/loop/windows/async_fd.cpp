#include "loop/windows/async_fd.hpp"

#include <io.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "system/loop_state.hpp"

namespace cpr {
namespace {

constexpr std::size_t most_bytes = 65536;  // of one operation

std::map<int, std::unique_ptr<AsyncFd>>& known() {
  static std::map<int, std::unique_ptr<AsyncFd>> map;
  return map;
}

/// The meaning for a relay: 0 is the end of a pipe.
int errno_of(DWORD error) {
  switch (error) {
    case ERROR_BROKEN_PIPE:
    case ERROR_HANDLE_EOF: return 0;
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED: return EPIPE;
    case ERROR_ACCESS_DENIED: return EBADF;
    case ERROR_INVALID_HANDLE: return EBADF;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL: return ENOSPC;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY: return ENOMEM;
    default: return EIO;
  }
}

bool is_device_that_waits(HANDLE handle) {
  DWORD mode = 0;
  return ::GetFileType(handle) == FILE_TYPE_CHAR && ::GetConsoleMode(handle, &mode) != 0;
}

bool never_waits(HANDLE handle) {
  switch (::GetFileType(handle)) {
    case FILE_TYPE_DISK: return true;
    case FILE_TYPE_CHAR: return !is_device_that_waits(handle);
    default: return false;
  }
}

struct Event {
  Event() : handle(::CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
    if (handle == nullptr) {
      throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), "event");
    }
  }
  ~Event() { ::CloseHandle(handle); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  HANDLE handle;
};

}  // namespace

/// Shared with the thread, which may outlive the descriptor of a blocked operation.
struct AsyncFd::Operation {
  enum class State { Idle, Wanted, Done };

  Operation(HANDLE of, Opened how)
      : handle(of), overlapped(how == Opened::ForOverlapped), direct(never_waits(of)) {}

  struct Outcome {
    DWORD moved = 0;
    DWORD error = 0;
  };

  Outcome move(bool is_write, char* room, DWORD size) {
    Outcome outcome;
    if (!overlapped) {
      const BOOL moved = is_write ? ::WriteFile(handle, room, size, &outcome.moved, nullptr)
                                  : ::ReadFile(handle, room, size, &outcome.moved, nullptr);
      if (moved == 0) outcome.error = ::GetLastError();
      return outcome;
    }
    ::ResetEvent(ended.handle);
    OVERLAPPED running{};
    running.hEvent = ended.handle;
    const BOOL moved = is_write ? ::WriteFile(handle, room, size, nullptr, &running)
                                : ::ReadFile(handle, room, size, nullptr, &running);
    if (moved == 0 && ::GetLastError() != ERROR_IO_PENDING) {
      outcome.error = ::GetLastError();
      return outcome;
    }
    const HANDLE either[] = {ended.handle, cancelled.handle};
    if (::WaitForMultipleObjects(2, either, FALSE, INFINITE) != WAIT_OBJECT_0) {
      ::CancelIoEx(handle, &running);
    }
    if (::GetOverlappedResult(handle, &running, &outcome.moved, TRUE) == 0) {
      outcome.error = ::GetLastError();
    }
    return outcome;
  }

  /// Bytes in a pipe; none when it is at its end.
  [[nodiscard]] std::optional<std::size_t> in_pipe() const {
    DWORD bytes = 0;
    if (::PeekNamedPipe(handle, nullptr, 0, nullptr, &bytes, nullptr) == 0) return std::nullopt;
    return bytes;
  }

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return state == State::Wanted || quits; });
      if (quits) return;
      lock.unlock();
      const Outcome outcome = move(writes, buffer.data(), static_cast<DWORD>(asked));
      lock.lock();
      size = outcome.moved;
      error = outcome.error;
      state = State::Done;
      changed.notify_all();
      wake_loops();
    }
  }

  HANDLE handle;
  bool overlapped;
  bool direct;  ///< without a thread
  Event ended;
  Event cancelled;
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  State state = State::Idle;
  bool writes = false;
  bool quits = false;
  std::vector<char> buffer;
  /// A write that is done, and whose writer has not asked since.
  struct Written {
    std::vector<char> bytes;
    std::size_t size;
    DWORD error;
  };
  std::vector<Written> written;
  std::size_t asked = 0;  ///< bytes to move
  std::size_t size = 0;   ///< once that is done: bytes that were moved
  std::size_t taken = 0;  ///< of those that were read
  DWORD error = 0;
  std::thread thread;
};

AsyncFd::AsyncFd(int fd, Opened opened)
    : operation_(
          std::make_shared<Operation>(reinterpret_cast<HANDLE>(::_get_osfhandle(fd)), opened)) {}

AsyncFd::~AsyncFd() {
  Operation& operation = *operation_;
  {
    const std::lock_guard lock(operation.mutex);
    operation.quits = true;
    operation.changed.notify_all();
    ::SetEvent(operation.cancelled.handle);
  }
  if (!operation.thread.joinable()) return;
  if (operation.overlapped) {
    operation.thread.join();
  } else {
    operation.thread.detach();
  }
}

AsyncFd& AsyncFd::of(int fd) {
  auto& one = known()[fd];
  if (!one) one.reset(new AsyncFd(fd, Opened::Otherwise));
  return *one;
}

void AsyncFd::add(int fd, Opened opened) {
  known()[fd].reset(new AsyncFd(fd, opened));
}

void AsyncFd::forget(int fd) {
  known().erase(fd);
}

void AsyncFd::start(bool writes, std::span<const char> bytes) {
  auto& operation = *operation_;
  operation.writes = writes;
  operation.buffer.resize(most_bytes);
  operation.asked = most_bytes;
  if (writes) {
    operation.asked = std::min(bytes.size(), most_bytes);
    std::copy_n(bytes.begin(), operation.asked, operation.buffer.begin());
  }
  operation.state = Operation::State::Wanted;
  if (!operation.thread.joinable()) {
    operation.thread = std::thread([shared = operation_] { shared->run(); });
  }
  operation.changed.notify_all();
}

bool AsyncFd::never_blocks() const {
  return operation_->direct;
}

/// Ends a read that is running for lack of bytes, so that the bytes in the pipe can be counted.
void AsyncFd::settle() {
  auto& operation = *operation_;
  std::unique_lock lock(operation.mutex);
  if (!operation.overlapped || operation.writes) return;
  if (operation.state == Operation::State::Wanted) {
    ::SetEvent(operation.cancelled.handle);
    operation.changed.wait(lock, [&] { return operation.state != Operation::State::Wanted; });
    ::ResetEvent(operation.cancelled.handle);
  }
  const bool nothing = operation.size == 0 && operation.error == ERROR_OPERATION_ABORTED;
  if (operation.state == Operation::State::Done && nothing) {
    operation.state = Operation::State::Idle;
  }
}

std::size_t AsyncFd::unread() {
  settle();
  const auto& operation = *operation_;
  const std::lock_guard lock(operation.mutex);
  std::size_t here = 0;
  if (operation.state == Operation::State::Done && !operation.writes) {
    here = operation.size - operation.taken;
  }
  // Behind a running read of a handle that is not overlapped this would wait for its end.
  if (operation.state == Operation::State::Wanted) return here;
  return here + operation.in_pipe().value_or(0);
}

bool AsyncFd::can_write() const {
  const std::lock_guard lock(operation_->mutex);
  return operation_->direct || operation_->state != Operation::State::Wanted;
}

bool AsyncFd::can_read() {
  auto& operation = *operation_;
  const std::lock_guard lock(operation.mutex);
  if (operation.direct || operation.state == Operation::State::Done) return true;
  if (operation.state == Operation::State::Wanted) return false;
  if (operation.overlapped && operation.in_pipe() != 0U) return true;
  start(false, {});
  return false;
}

/// What a read has brought.
ssize_t AsyncFd::take(std::span<char> room) {
  auto& operation = *operation_;
  const std::size_t n = std::min(room.size(), operation.size - operation.taken);
  std::copy_n(operation.buffer.begin() + static_cast<std::ptrdiff_t>(operation.taken), n,
              room.begin());
  operation.taken += n;
  if (operation.taken < operation.size) return static_cast<ssize_t>(n);
  operation.taken = 0;
  // The end and errors stay: the next read finds them again.
  if (n > 0 || operation.error == ERROR_OPERATION_ABORTED) operation.state = Operation::State::Idle;
  if (n > 0) return static_cast<ssize_t>(n);
  errno = operation.error == ERROR_OPERATION_ABORTED ? EAGAIN : errno_of(operation.error);
  return operation.error == 0 || errno == 0 ? 0 : -1;
}

ssize_t AsyncFd::read(std::span<char> room) {
  auto& operation = *operation_;
  if (operation.direct) {
    const auto outcome = operation.move(false, room.data(), static_cast<DWORD>(room.size()));
    errno = errno_of(outcome.error);
    return outcome.error != 0 && errno != 0 ? -1 : static_cast<ssize_t>(outcome.moved);
  }
  settle();
  const std::lock_guard lock(operation.mutex);
  if (operation.state == Operation::State::Done) return take(room);
  if (operation.state == Operation::State::Idle && operation.overlapped) {
    const auto there = operation.in_pipe();
    if (!there) return 0;  // its writers are gone
    if (*there > 0) {
      const auto most = static_cast<DWORD>(std::min(room.size(), *there));
      const auto outcome = operation.move(false, room.data(), most);
      errno = errno_of(outcome.error);
      return outcome.error != 0 && errno != 0 ? -1 : static_cast<ssize_t>(outcome.moved);
    }
  } else if (operation.state == Operation::State::Idle) {
    start(false, {});
  }
  errno = EAGAIN;
  return -1;
}

ssize_t AsyncFd::write(std::span<const char> bytes) {
  auto& operation = *operation_;
  if (operation.direct) {
    const auto outcome =
        operation.move(true, const_cast<char*>(bytes.data()), static_cast<DWORD>(bytes.size()));
    errno = errno_of(outcome.error);
    return outcome.error != 0 ? -1 : static_cast<ssize_t>(outcome.moved);
  }
  const std::lock_guard lock(operation.mutex);
  if (operation.state == Operation::State::Done) {
    operation.written.push_back(
        {{operation.buffer.begin(),
          operation.buffer.begin() + static_cast<std::ptrdiff_t>(operation.asked)},
         operation.size,
         operation.error});
    operation.state = Operation::State::Idle;
  }
  // Writes of the same bytes by two writers are exchangeable.
  const auto is_begin = [bytes](const Operation::Written& one) {
    return one.bytes.size() <= bytes.size() &&
           std::equal(one.bytes.begin(), one.bytes.end(), bytes.begin());
  };
  const auto own = std::find_if(operation.written.begin(), operation.written.end(), is_begin);
  if (own == operation.written.end()) {
    if (operation.state == Operation::State::Idle) start(true, bytes);
    errno = EAGAIN;
    return -1;
  }
  const auto [ignored, size, error] = std::move(*own);
  operation.written.erase(own);
  if (error == 0) return static_cast<ssize_t>(size);
  errno = error == ERROR_BROKEN_PIPE ? EPIPE : errno_of(error);
  return -1;
}

void AsyncFd::await(TimePoint deadline) const {
  std::unique_lock lock(operation_->mutex);
  const auto is_over = [this] { return operation_->state != Operation::State::Wanted; };
  if (deadline == TimePoint::max()) return operation_->changed.wait(lock, is_over);
  operation_->changed.wait_until(lock, deadline, is_over);
}

}  // namespace cpr
