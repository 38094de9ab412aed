#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>

#include "relay.hpp"

namespace cpr {
namespace {

constexpr std::size_t large_pipe = 1U << 20U;

ssize_t read_retried(int fd, char* room, std::size_t size) {
  ssize_t n = 0;
  do {
    n = ::read(fd, room, size);
  } while (n < 0 && errno == EINTR);
  return n;
}

}  // namespace

OutputRelay::OutputRelay(Loop& loop, Fd source, Destination destination,
                         std::optional<std::uint64_t> most, Listener listener)
    : loop_(loop),
      source_(std::move(source)),
      source_poll_(loop, source_.get(), Poll::Owner::Cpr, [this] { pump(); }),
      keep_(destination.capture),
      splice_(false),
      left_(most),
      listener_(std::move(listener)) {
  if (!keep_ && destination.fd >= 0) {
    sink_ = std::make_unique<ForeignSink>(destination.fd);
    splice_ = sink_->takes_splice();
  }
}

void OutputRelay::pump() {
  if (ended_) return;
  for (int i = 0; i < relay_fair_share || final_; ++i) {
    switch (move_some()) {
      case Flow::Moved: continue;
      case Flow::SourceEmpty:
        if (final_) return end();
        if (sink_poll_) sink_poll_->stop();
        source_poll_.start(UV_READABLE);
        return;
      case Flow::SinkFull: return wait_for_sink();
      case Flow::Ended: return end();
    }
  }
  source_poll_.start(UV_READABLE);
}

void OutputRelay::wait_for_sink() {
  source_poll_.stop();  // back-pressure: the child's next write waits with us
  if (!sink_poll_) {
    sink_poll_ =
        std::make_unique<Poll>(loop_, sink_->fd(), Poll::Owner::Others, [this] { pump(); });
  }
  sink_poll_->start(UV_WRITABLE);
}

OutputRelay::Flow OutputRelay::move_some() {
  if (begin_ < end_of_buffer_) return write_pending();
  if (left_ == 0U) return probe_for_overflow();
  return splice_ ? splice_some() : read_some();
}

void OutputRelay::count(std::size_t n) {
  if (left_) *left_ -= n;
  // A child that fills the pipe gets a larger one: fewer turns for both sides. The others do not
  // pay for it.
  if (n >= relay_buffer_size && !enlarged_) {
    ::fcntl(source_.get(), F_SETPIPE_SZ, large_pipe);
    enlarged_ = true;
  }
}

OutputRelay::Flow OutputRelay::splice_some() {
  const std::size_t most = left_ ? std::min<std::uint64_t>(*left_, large_pipe) : large_pipe;
  const ssize_t n = sink_->splice_from(source_.get(), most);
  if (n > 0) {
    count(static_cast<std::size_t>(n));
    return Flow::Moved;
  }
  if (n == 0) return Flow::Ended;
  if (errno == EAGAIN) return ready(source_.get(), POLLIN) ? Flow::SinkFull : Flow::SourceEmpty;
  if (errno == EINVAL) {
    splice_ = false;  // O_APPEND, or a file system that cannot
    return Flow::Moved;
  }
  return lose(errno);
}

OutputRelay::Flow OutputRelay::read_some() {
  std::size_t most = relay_buffer_size;
  if (left_) most = std::min<std::uint64_t>(most, *left_);
  char* room = nullptr;
  if (keep_) {
    try {
      room = capture_.room(most).data();
    } catch (const std::bad_alloc&) {
      return lose(ENOMEM);
    }
  } else {
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(relay_buffer_size);
    room = buffer_.get();
  }
  const ssize_t n = read_retried(source_.get(), room, most);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : Flow::Ended;
  if (n == 0) return Flow::Ended;
  count(static_cast<std::size_t>(n));
  if (keep_) {
    capture_.commit(static_cast<std::size_t>(n));
  } else if (sink_) {
    begin_ = 0;
    end_of_buffer_ = static_cast<std::size_t>(n);
  }
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::write_pending() {
  const ssize_t n = sink_->write({buffer_.get() + begin_, end_of_buffer_ - begin_});
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  begin_ += static_cast<std::size_t>(n);
  return Flow::Moved;
}

/// The limit is reached, which is allowed; one byte more is not.
OutputRelay::Flow OutputRelay::probe_for_overflow() {
  char byte = 0;
  const ssize_t n = read_retried(source_.get(), &byte, 1);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : Flow::Ended;
  if (n == 0) return Flow::Ended;
  // The rest is read and dropped and not refused: a SIGPIPE would be the end of a child whose end
  // has to be the kill signal.
  left_.reset();
  keep_ = false;
  splice_ = false;
  sink_.reset();
  listener_.overflowed();
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::lose(int error) {
  // Closing our end is what makes the child's next write fail, as in any pipeline.
  begin_ = end_of_buffer_ = 0;
  listener_.lost(error);
  return Flow::Ended;
}

void OutputRelay::expect_no_more() {
  final_ = true;
  pump();
}

std::uint64_t OutputRelay::abandon() {
  if (ended_) return 0;
  int unread = 0;
  if (::ioctl(source_.get(), FIONREAD, &unread) != 0) unread = 0;
  const std::uint64_t bytes = end_of_buffer_ - begin_ + static_cast<std::uint64_t>(unread);
  end();
  return sink_ ? bytes : 0;
}

void OutputRelay::end() {
  if (ended_) return;
  ended_ = true;
  source_poll_.close();
  if (sink_poll_) sink_poll_->close();
  source_.reset();
  listener_.ended();
}

}  // namespace cpr
