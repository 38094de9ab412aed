#include "loop/windows/async_fd.hpp"

#include <io.h>
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/clock.hpp"
#include "loop/windows/blocking_handle.hpp"
#include "system/loop_state.hpp"

namespace cpr {
namespace {

constexpr std::size_t most_bytes = 65536;  // of one operation

/// Never destroyed: when cpr exits, operations may be running that cannot be cancelled.
std::map<int, std::unique_ptr<AsyncFd>>& known() {
  static auto& map = *new std::map<int, std::unique_ptr<AsyncFd>>;
  return map;
}

}  // namespace

/// Shared with the thread, which may outlive the descriptor of a blocked operation.
struct AsyncFd::Operation {
  enum class State { Idle, Wanted, Done };

  Operation(HANDLE handle, Opened how) : io(handle, how == Opened::ForOverlapped) {}

  void run() {
    std::unique_lock lock(mutex);
    thread_id = ::GetCurrentThreadId();
    while (true) {
      changed.wait(lock, [this] { return state == State::Wanted || quits; });
      if (quits) return;
      lock.unlock();
      const auto moved = writes ? io.write(buffer.data(), asked) : io.read(buffer.data(), asked);
      lock.lock();
      outcome = moved;
      state = State::Done;
      changed.notify_all();
      wake_loops();
    }
  }

  BlockingHandle io;
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  State state = State::Idle;
  bool writes = false;
  bool quits = false;
  std::vector<char> buffer;
  /// A write that is done, and whose writer has not asked since.
  struct Written {
    std::vector<char> bytes;
    BlockingHandle::Outcome outcome;
  };
  std::vector<Written> written;
  std::size_t asked = 0;            ///< bytes to move
  BlockingHandle::Outcome outcome;  ///< once that is done
  std::size_t taken = 0;            ///< of the bytes that were read
  std::thread thread;
  std::uint32_t thread_id = 0;
};

AsyncFd::AsyncFd(int fd, Opened opened)
    : operation_(
          std::make_shared<Operation>(reinterpret_cast<HANDLE>(::_get_osfhandle(fd)), opened)) {}

AsyncFd::~AsyncFd() {
  stop();
}

/// Ends the thread, which may use the handle until then. \returns false if it cannot be ended
bool AsyncFd::stop() {
  constexpr auto longest = std::chrono::milliseconds(200);
  constexpr auto pause = std::chrono::milliseconds(5);
  Operation& operation = *operation_;
  if (!operation.thread.joinable()) return true;
  bool ends = true;
  {
    std::unique_lock lock(operation.mutex);
    operation.quits = true;
    operation.changed.notify_all();
    operation.io.cancel();
    const auto is_over = [&] { return operation.state != Operation::State::Wanted; };
    // The operation may not have reached the system yet, where it is cancelled.
    const TimePoint end = Clock::now() + longest;
    while (!operation.io.is_overlapped() && !is_over() && Clock::now() < end) {
      BlockingHandle::cancel_in(operation.thread_id);
      operation.changed.wait_for(lock, pause, is_over);
    }
    ends = operation.io.is_overlapped() || is_over();
  }
  if (ends) {
    operation.thread.join();
  } else {
    operation.thread.detach();
  }
  return ends;
}

AsyncFd& AsyncFd::of(int fd) {
  auto& one = known()[fd];
  if (!one) one.reset(new AsyncFd(fd, Opened::Otherwise));
  return *one;
}

void AsyncFd::add(int fd, Opened opened) {
  known()[fd].reset(new AsyncFd(fd, opened));
}

bool AsyncFd::forget(int fd) {
  const auto found = known().find(fd);
  if (found == known().end()) return true;
  const bool stopped = found->second->stop();
  known().erase(found);
  return stopped;
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

HandleType AsyncFd::type() const {
  return operation_->io.type();
}

const std::optional<FileIdentity>& AsyncFd::identity() const {
  return operation_->io.identity();
}

bool AsyncFd::never_blocks() const {
  return type() == HandleType::Disk || type() == HandleType::Device;
}

/// Ends a read that is running for lack of bytes, so that the bytes in the pipe can be counted.
void AsyncFd::settle() {
  auto& operation = *operation_;
  std::unique_lock lock(operation.mutex);
  if (!operation.io.is_overlapped() || operation.writes) return;
  if (operation.state == Operation::State::Wanted) {
    operation.io.cancel();
    operation.changed.wait(lock, [&] { return operation.state != Operation::State::Wanted; });
    operation.io.resume();
  }
  const bool nothing =
      operation.outcome.moved == 0 && operation.outcome.error == ERROR_OPERATION_ABORTED;
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
    here = operation.outcome.moved - operation.taken;
  }
  // Behind a running read of a handle that is not overlapped this would wait for its end.
  if (operation.state == Operation::State::Wanted) return here;
  return here + operation.io.in_pipe().value_or(0);
}

bool AsyncFd::can_write() const {
  const std::lock_guard lock(operation_->mutex);
  return never_blocks() || operation_->state != Operation::State::Wanted;
}

bool AsyncFd::can_read() {
  auto& operation = *operation_;
  const std::lock_guard lock(operation.mutex);
  if (never_blocks() || operation.state == Operation::State::Done) return true;
  if (operation.state == Operation::State::Wanted) return false;
  if (operation.io.is_overlapped() && operation.io.in_pipe() != 0U) return true;
  start(false, {});
  return false;
}

/// What a read has brought.
ssize_t AsyncFd::take(std::span<char> room) {
  auto& operation = *operation_;
  const std::size_t n = std::min(room.size(), operation.outcome.moved - operation.taken);
  std::copy_n(operation.buffer.begin() + static_cast<std::ptrdiff_t>(operation.taken), n,
              room.begin());
  operation.taken += n;
  if (operation.taken < operation.outcome.moved) return static_cast<ssize_t>(n);
  operation.taken = 0;
  const ssize_t answer = as_read(operation.outcome);
  // The end and errors stay: the next read finds them again.
  if (answer >= 0 ? answer > 0 : errno == EAGAIN) operation.state = Operation::State::Idle;
  return answer > 0 ? static_cast<ssize_t>(n) : answer;
}

ssize_t AsyncFd::read(std::span<char> room) {
  auto& operation = *operation_;
  if (never_blocks()) return as_read(operation.io.read(room.data(), room.size()));
  settle();
  const std::lock_guard lock(operation.mutex);
  if (operation.state == Operation::State::Done) return take(room);
  if (operation.state == Operation::State::Idle && operation.io.is_overlapped()) {
    const auto there = operation.io.in_pipe();
    if (!there) return 0;  // its writers are gone
    if (*there > 0) {
      return as_read(operation.io.read(room.data(), std::min(room.size(), *there)));
    }
  } else if (operation.state == Operation::State::Idle) {
    start(false, {});
  }
  errno = EAGAIN;
  return -1;
}

ssize_t AsyncFd::write(std::span<const char> bytes) {
  auto& operation = *operation_;
  if (never_blocks()) return as_write(operation.io.write(bytes.data(), bytes.size()));
  const std::lock_guard lock(operation.mutex);
  if (operation.state == Operation::State::Done) {
    operation.written.push_back(
        {{operation.buffer.begin(),
          operation.buffer.begin() + static_cast<std::ptrdiff_t>(operation.asked)},
         operation.outcome});
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
  const auto outcome = own->outcome;
  operation.written.erase(own);
  return as_write(outcome);
}

void AsyncFd::await(TimePoint deadline) const {
  std::unique_lock lock(operation_->mutex);
  const auto is_over = [this] { return operation_->state != Operation::State::Wanted; };
  if (deadline == TimePoint::max()) return operation_->changed.wait(lock, is_over);
  operation_->changed.wait_until(lock, deadline, is_over);
}

}  // namespace cpr
