#include "io/queued_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace cpr {
namespace {

constexpr std::size_t full_size = 1U << 18U;

}  // namespace

bool LineTurns::take(const QueuedWriter* writer) {
  if (std::find(writers_.begin(), writers_.end(), writer) == writers_.end()) {
    writers_.push_back(writer);
  }
  return writers_.front() == writer;
}

void LineTurns::leave(const QueuedWriter* writer) {
  std::erase(writers_, writer);
}

QueuedWriter::QueuedWriter(Loop& loop, int fd, Listener listener, std::shared_ptr<LineTurns> turns)
    : sink_(fd),
      watch_(loop, fd, [this] { flush(); }),
      listener_(std::move(listener)),
      turns_(std::move(turns)) {}

QueuedWriter::~QueuedWriter() {
  if (turns_) turns_->leave(this);
}

void QueuedWriter::write(std::string_view text) {
  if (error_ != 0) return;
  if (!turns_ && queue_.empty()) write_at_once(text);
  if (error_ != 0) return;
  queue_ += text;
  flush();
}

/// Removes from `text` what could be written: most text is never copied to the queue.
void QueuedWriter::write_at_once(std::string_view& text) {
  while (!text.empty()) {
    const ssize_t n = sink_.write(text);
    if (n < 0) {
      if (errno != EAGAIN) fail(errno);
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string QueuedWriter::take_rest() {
  watch_.close();
  std::string rest(this->rest());
  clear();
  return rest;
}

void QueuedWriter::flush() {
  while (in_turn()) {
    const ssize_t n = sink_.write({queue_.data() + written_, turn_end_ - written_});
    if (n >= 0) {
      written_ += static_cast<std::size_t>(n);
      if (turns_ && written_ == turn_end_) turns_->leave(this);
      continue;
    }
    if (errno == EAGAIN) break;
    return fail(errno);
  }
  const bool emptied = written_ == queue_.size();
  if (emptied) {
    clear();
  } else {
    // The written part is removed when it outweighs the rest: behind a slow reader the queue may
    // never become empty.
    if (written_ > queue_.size() / 2) {
      queue_.erase(0, written_);
      turn_end_ -= std::exchange(written_, 0);
    }
    const bool waits = !turns_ || queue_.find('\n', written_) != queue_.npos;
    if (waits) watch_.start(Watch::writable);
  }
  update_full();
  if (emptied && listener_.emptied) listener_.emptied();
}

void QueuedWriter::fail(int error) {
  error_ = error;
  clear();
  update_full();
  listener_.failed(error_);
}

/// Begins a turn when the last one is over. \returns whether there is something to write now
bool QueuedWriter::in_turn() {
  if (written_ < turn_end_) return true;
  std::size_t end = queue_.size();
  if (turns_) {
    end = queue_.rfind('\n') + 1;  // 0 when there is none
    if (end <= written_ || !turns_->take(this)) return false;
  }
  turn_end_ = end;
  return written_ < turn_end_;
}

/// Drops the queue and waits for nothing.
void QueuedWriter::clear() {
  queue_.clear();
  written_ = turn_end_ = 0;
  watch_.stop();
  if (turns_) turns_->leave(this);
}

void QueuedWriter::update_full() {
  // There is room again when half is free, so that the source is not stopped and started with every
  // write.
  const std::size_t waiting = queue_.size() - written_;
  const bool full = full_ ? waiting > full_size / 2 : waiting > full_size;
  if (full == full_) return;
  full_ = full;
  listener_.backpressure(full);
}

}  // namespace cpr
