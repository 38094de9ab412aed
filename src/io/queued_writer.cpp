#include "io/queued_writer.hpp"

#include <cerrno>
#include <utility>

namespace cpr {
namespace {

constexpr std::size_t full_size = 1U << 18U;

}  // namespace

QueuedWriter::QueuedWriter(Loop& loop, int fd, Listener listener)
    : sink_(fd), watch_(loop, fd, [this] { flush(); }), listener_(std::move(listener)) {}

void QueuedWriter::write(std::string_view text) {
  if (error_ != 0) return;
  queue_ += text;
  flush();
}

std::string QueuedWriter::take_rest() {
  watch_.close();
  return queue_.substr(std::exchange(written_, queue_.size()));
}

void QueuedWriter::flush() {
  while (written_ < queue_.size()) {
    const ssize_t n = sink_.write(rest());
    if (n >= 0) {
      written_ += static_cast<std::size_t>(n);
      continue;
    }
    if (errno == EAGAIN) {
      // What was written is removed before it outweighs the rest: the queue of a reader that is
      // slow is never empty.
      if (written_ > queue_.size() / 2) queue_.erase(0, std::exchange(written_, 0));
      break;
    }
    error_ = errno;
    queue_.clear();
    written_ = 0;
    watch_.stop();
    tell_when_full();
    return listener_.failed(error_);
  }
  const bool emptied = written_ == queue_.size();
  if (emptied) {
    queue_.clear();
    written_ = 0;
    watch_.stop();
  } else {
    watch_.start(Watch::writable);
  }
  tell_when_full();
  if (emptied && listener_.emptied) listener_.emptied();
}

void QueuedWriter::tell_when_full() {
  // Room is only spoken of when half is free, so that nobody is stopped and started all the time.
  const std::size_t waiting = queue_.size() - written_;
  const bool full = full_ ? waiting > full_size / 2 : waiting > full_size;
  if (full == full_) return;
  full_ = full;
  listener_.backpressure(full);
}

}  // namespace cpr
