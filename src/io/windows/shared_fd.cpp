#include "io/shared_fd.hpp"

#include <cerrno>

#include "loop/windows/async_fd.hpp"

namespace cpr {
namespace {

FileKind kind_of(int fd) {
  switch (AsyncFd::of(fd).type()) {
    case HandleType::Pipe: return FileKind::Pipe;
    case HandleType::Console: return FileKind::Terminal;
    case HandleType::Disk:
    case HandleType::Device: return FileKind::File;
  }
  return FileKind::Other;
}

/// Windows has no splice(2).
ssize_t not_there() {
  errno = EINVAL;
  return -1;
}

}  // namespace

bool ready_to_read(int fd) {
  return AsyncFd::of(fd).can_read();
}

ssize_t write_and_wait(int fd, std::span<const char> bytes) {
  AsyncFd& async = AsyncFd::of(fd);
  while (true) {
    const ssize_t n = async.write(bytes);
    if (n >= 0 || errno != EAGAIN) return n;
    async.await(TimePoint::max());
  }
}

void await_readable(int fd, TimePoint deadline) {
  AsyncFd::of(fd).await(deadline);
}

void await_writable(int fd, TimePoint deadline) {
  AsyncFd::of(fd).await(deadline);
}

bool is_hang_up(int /*fd*/, int /*error*/) {
  return false;
}

SharedSink::SharedSink(int fd) : SharedSinkState{.fd_ = fd, .kind_ = kind_of(fd)} {}

ssize_t SharedSink::write(std::span<const char> bytes) {
  return AsyncFd::of(fd_).write(bytes);
}

ssize_t SharedSink::splice_from(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

ssize_t SharedSink::tee_from(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

bool SharedSink::takes_splice() const {
  return false;
}

SharedSource::SharedSource(int fd) : SharedSourceState{.fd_ = fd, .kind_ = kind_of(fd)} {}

ssize_t SharedSource::read(std::span<char> room) {
  return AsyncFd::of(fd_).read(room);
}

ssize_t SharedSource::splice_into(int /*pipe*/, std::size_t /*most*/) const {
  return not_there();
}

bool SharedSource::gives_splice() const {
  return false;
}

}  // namespace cpr
