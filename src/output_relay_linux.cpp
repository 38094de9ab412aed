#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include "relay.hpp"

namespace cpr {
namespace {

// Four times the usual. More brings nothing, and what a user may have in pipes is limited: behind
// that limit everybody's pipes become small.
constexpr std::size_t large_pipe = 1U << 18U;

}  // namespace

OutputRelay::OutputRelay(Loop& loop, Fd source, Destination destination, Limit limit,
                         Listener listener)
    : loop_(loop),
      source_(std::move(source)),
      source_poll_(loop, source_.get(), [this] { pump(); }),
      keep_(destination.capture),
      splice_(false),
      left_(limit.most),
      action_(limit.action),
      listener_(std::move(listener)) {
  if (!keep_ && destination.fd >= 0) sink_ = std::make_unique<ForeignSink>(destination.fd);
  if (left_ && action_ == OverflowAction::Tail) {
    tail_.emplace(*left_ / 2);
    *left_ -= *left_ / 2;
  }
  // With a tail cpr has to know how the first half ends, and so to see it.
  splice_ = sink_ && sink_->takes_splice() && !tail_ && !listener_.arrived;
}

void OutputRelay::pump() {
  for (int i = 0; (i < relay_fair_share || final_bytes_ || !source_) && !ended_ && !held_; ++i) {
    Flow flow = move_some();
    if (flow == Flow::Ended || (flow == Flow::SourceEmpty && final_bytes_)) flow = source_ended();
    switch (flow) {
      case Flow::Moved: continue;
      case Flow::SourceEmpty:
        if (sink_poll_) sink_poll_->stop();
        source_poll_.start(Poll::readable);
        return;
      case Flow::SinkFull: return wait_for_sink();
      case Flow::Ended: return end();
    }
  }
  // Enough for this turn.
  if (ended_ || held_) return;
  if (!source_) return wait_for_sink();
  source_poll_.start(Poll::readable);
}

void OutputRelay::wait_for_sink() {
  source_poll_.stop();  // back-pressure: the child's next write waits with us
  if (!sink_poll_) sink_poll_ = std::make_unique<Poll>(loop_, sink_->fd(), [this] { pump(); });
  try {
    // A regular file cannot be waited for and does not have to be: then it was the source after
    // all, which had become ready between the move and the question.
    if (!sink_poll_->start(Poll::writable)) source_poll_.start(Poll::readable);
  } catch (const std::system_error& error) {
    lose(error.code().value());
    end();
  }
}

OutputRelay::Flow OutputRelay::move_some() {
  if (begin_ < end_of_buffer_) return write_pending();
  if (closing_written_ < closing_.size()) return write_closing();
  if (!source_) return Flow::Ended;
  if (left_ == 0U) return read_past_limit();
  return splice_ ? splice_some() : read_some();
}

/// What may be taken at once: less than `most` near the limit, and near the end.
std::size_t OutputRelay::allowance(std::size_t most) const {
  if (left_) most = std::min<std::uint64_t>(most, *left_);
  if (final_bytes_) most = std::min(most, *final_bytes_);
  return most;
}

void OutputRelay::count(std::size_t n) {
  last_moved_ = Clock::now();
  moved_ += n;
  if (left_) *left_ -= n;
  if (final_bytes_) *final_bytes_ -= n;
  // A child that fills the pipe gets a larger one, and so does its reader: fewer turns for all of
  // them. The others do not pay for it.
  if (n >= relay_buffer_size && !enlarged_) {
    ::fcntl(source_.get(), F_SETPIPE_SZ, large_pipe);
    if (sink_) ::fcntl(sink_->fd(), F_SETPIPE_SZ, large_pipe);
    enlarged_ = true;
  }
}

OutputRelay::Flow OutputRelay::splice_some() {
  const std::size_t most = allowance(large_pipe);
  if (most == 0) return Flow::SourceEmpty;
  const ssize_t n = sink_->splice_from(source_.get(), most);
  if (n > 0) {
    count(static_cast<std::size_t>(n));
    return Flow::Moved;
  }
  if (n == 0) return Flow::Ended;
  if (errno == EAGAIN) return ready(source_.get(), POLLIN) ? Flow::SinkFull : Flow::SourceEmpty;
  if (errno == EINVAL || errno == ENOSYS || errno == EPERM || errno == EBADF) {
    // O_APPEND, a file system that cannot, a sandbox that forbids it; and what is not open for
    // writing is only an error when there is something to be written.
    splice_ = false;
    return Flow::Moved;
  }
  return lose(errno);
}

/// As read(2), never more than is allowed; EAGAIN when nothing is.
ssize_t OutputRelay::read_source(char* room, std::size_t size) {
  if (size == 0) {
    errno = EAGAIN;
    return -1;
  }
  ssize_t n = 0;
  do {
    n = ::read(source_.get(), room, size);
  } while (n < 0 && errno == EINTR);
  return n;
}

OutputRelay::Flow OutputRelay::read_some() {
  const std::size_t most = allowance(relay_buffer_size);
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
  const ssize_t n = read_source(room, most);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : lose(errno);
  if (n == 0) return Flow::Ended;
  const auto size = static_cast<std::size_t>(n);
  count(size);
  last_byte_ = room[size - 1];
  if (listener_.arrived) listener_.arrived({room, size});
  if (keep_) {
    capture_.commit(size);
  } else if (sink_) {
    begin_ = 0;
    end_of_buffer_ = size;
  }
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::write_pending() {
  const ssize_t n = sink_->write({buffer_.get() + begin_, end_of_buffer_ - begin_});
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  begin_ += static_cast<std::size_t>(n);
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::write_closing() {
  const ssize_t n =
      sink_->write({closing_.data() + closing_written_, closing_.size() - closing_written_});
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  closing_written_ += static_cast<std::size_t>(n);
  return Flow::Moved;
}

/// The limit is reached, which is allowed; what comes now is too much.
OutputRelay::Flow OutputRelay::read_past_limit() {
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(relay_buffer_size);
  std::size_t most = action_ == OverflowAction::Kill ? 1 : relay_buffer_size;
  if (final_bytes_) most = std::min(most, *final_bytes_);
  const ssize_t n = read_source(buffer_.get(), most);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : lose(errno);
  if (n == 0) return Flow::Ended;
  const auto size = static_cast<std::size_t>(n);
  last_moved_ = Clock::now();
  moved_ += size;
  if (final_bytes_) *final_bytes_ -= size;
  switch (action_) {
    case OverflowAction::Kill: return overflow();
    case OverflowAction::Truncate: left_out_ += size; break;
    case OverflowAction::Tail:
      tail_->append({buffer_.get(), size});
      left_out_ = tail_->dropped();
      break;
  }
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::overflow() {
  // The rest is read and dropped and not refused: a SIGPIPE would be the end of a child whose end
  // has to be the kill signal.
  left_.reset();
  keep_ = false;
  splice_ = false;
  sink_.reset();
  listener_.overflowed();
  return Flow::Moved;
}

/// No more bytes will come; with a tail there is still something to hand on.
OutputRelay::Flow OutputRelay::source_ended() {
  if (!tail_ || ended_) return Flow::Ended;
  std::string text;
  if (left_out_ > 0) {
    if (last_byte_ != '\n') text += '\n';
    text += "[cpr: " + std::to_string(left_out_) + " bytes left out]\n";
  }
  text += tail_->take();
  tail_.reset();
  if (listener_.arrived && !text.empty()) listener_.arrived(text);
  if (keep_) {
    const auto room = capture_.room(text.size());
    std::copy(text.begin(), text.end(), room.begin());
    capture_.commit(text.size());
    return Flow::Ended;
  }
  if (!sink_) return Flow::Ended;
  // Whoever still writes gets SIGPIPE from here on.
  source_poll_.close();
  source_.reset();
  closing_ = std::move(text);
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::lose(int error) {
  // Closing our end is what makes the child's next write fail, as in any pipeline.
  begin_ = end_of_buffer_ = 0;
  closing_.clear();
  closing_written_ = 0;
  tail_.reset();
  listener_.lost(error);
  return Flow::Ended;
}

void OutputRelay::hold(bool held) {
  held_ = held;
  if (ended_) return;
  if (!held_) return pump();
  source_poll_.stop();
  if (sink_poll_) sink_poll_->stop();
}

void OutputRelay::expect_no_more() {
  if (ended_) return;
  int unread = 0;
  if (!source_ || ::ioctl(source_.get(), FIONREAD, &unread) != 0) unread = 0;
  final_bytes_ = static_cast<std::size_t>(unread);
  pump();
}

std::uint64_t OutputRelay::abandon() {
  if (ended_) return 0;
  int unread = 0;
  if (!source_ || ::ioctl(source_.get(), FIONREAD, &unread) != 0) unread = 0;
  const std::uint64_t bytes = end_of_buffer_ - begin_ + closing_.size() - closing_written_ +
                              static_cast<std::uint64_t>(unread);
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
