#include "io/input_relay.hpp"

#include <algorithm>
#include <cerrno>

#include "io/pipe_io.hpp"
#include "io/turn.hpp"

namespace cpr {
namespace {

// Between two looks whether a program has taken the end that was typed.
constexpr Duration first_end_pause = std::chrono::milliseconds(10);
constexpr Duration longest_end_pause = std::chrono::milliseconds(250);

}  // namespace

InputRelay::InputRelay(Loop& loop, Fd sink, Source source, Listener listener, int slave)
    : sink_(std::move(sink)),
      sink_watch_(loop, sink_.get(), [this] { pump(); }),
      pending_(std::move(source.text)),
      listener_(std::move(listener)) {
  if (slave >= 0) {
    typist_.emplace(sink_.get(), slave);
    end_timer_.emplace(loop, [this] { type_end(); });
  }
  if (source.fd < 0) return;
  source_ = std::make_unique<SharedSource>(source.fd);
  source_watch_ = std::make_unique<Watch>(loop, source.fd, [this] { pump(); });
  splice_ = !typist_ && source_->gives_splice();
}

void InputRelay::pump() {
  if (!sink_) return;
  for (int i = 0; i < blocks_per_turn; ++i) {
    switch (move_some()) {
      case Flow::Moved: continue;
      case Flow::SourceEmpty:
        if (source_watch_->start(Watch::readable)) {
          sink_watch_.stop();
        } else {
          sink_watch_.start(Watch::writable);  // a file is always ready
        }
        return;
      case Flow::SinkFull:
        if (source_watch_) source_watch_->stop();
        sink_watch_.start(Watch::writable);
        return;
      case Flow::Ended: return source_ended();
    }
  }
  sink_watch_.start(Watch::writable);
}

InputRelay::Flow InputRelay::move_some() {
  if (written_ < pending_.size()) return write_pending();
  if (!source_) return Flow::Ended;
  return splice_ ? splice_some() : refill();
}

InputRelay::Flow InputRelay::splice_some() {
  const ssize_t n = source_->splice_into(sink_.get(), block_size);
  if (n > 0) {
    last_moved_ = Clock::now();
    return Flow::Moved;
  }
  if (n == 0) return Flow::Ended;
  // EAGAIN does not say which side is not ready. A regular file is ready and cannot be watched.
  if (errno == EAGAIN) return ready_to_read(source_->fd()) ? Flow::SinkFull : Flow::SourceEmpty;
  if (errno == EPIPE) return Flow::Ended;
  splice_ = false;  // EINVAL; read(2) reports any other error better
  return Flow::Moved;
}

InputRelay::Flow InputRelay::refill() {
  pending_.resize(block_size);
  written_ = 0;
  const ssize_t n = source_->read(pending_);
  const int error = errno;
  pending_.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  const Duration stopped = source_->take_stopped();
  if (stopped > Duration::zero() && listener_.stopped) listener_.stopped(stopped);
  if (n > 0) return Flow::Moved;
  if (n < 0 && error == EAGAIN) return Flow::SourceEmpty;
  if (n < 0 && !is_hang_up(source_->fd(), error) && listener_.failed) listener_.failed(error);
  return Flow::Ended;
}

InputRelay::Flow InputRelay::write_pending() {
  const auto rest = std::string_view(pending_).substr(written_);
  const ssize_t n = typist_ ? typist_->write(rest) : write_some(sink_.get(), rest);
  if (n < 0 && errno == EAGAIN) return Flow::SinkFull;
  if (n < 0) {
    close();
    return Flow::Ended;
  }
  written_ += static_cast<std::size_t>(n);
  last_moved_ = Clock::now();
  return Flow::Moved;
}

/// Closing the master of a terminal would hang it up.
void InputRelay::source_ended() {
  if (!typist_ || !sink_) return close();
  if (source_watch_) source_watch_->close();
  sink_watch_.stop();
  end_pause_ = first_end_pause;
  type_end();
}

void InputRelay::type_end() {
  if (!sink_) return;
  end_pause_ = typist_->type_end() ? first_end_pause : std::min(end_pause_ * 2, longest_end_pause);
  end_timer_->set(Clock::now() + end_pause_);
}

void InputRelay::close() {
  if (end_timer_) end_timer_->clear();
  if (source_watch_) source_watch_->close();
  sink_watch_.close();
  sink_.reset();
}

}  // namespace cpr
