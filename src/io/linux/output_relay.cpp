#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <new>
#include <system_error>

#include "io/relay.hpp"

namespace cpr {
namespace {

// Four times the usual. More brings nothing, and what a user may have in pipes is limited: behind
// that limit everybody's pipes become small.
constexpr std::size_t large_pipe = 1U << 18U;

// A child can put its pipe into packet mode (O_DIRECT, pipe(2)): then each read(2) takes one packet
// and discards what it has no room for. So every read has room for the longest packet, near the
// limit as well, and what is beyond the limit is cut off afterwards.
static_assert(relay_buffer_size >= PIPE_BUF);

}  // namespace

OutputRelay::OutputRelay(Loop& loop, Fd source, Destination destination, Limit limit,
                         Listener listener)
    : loop_(loop),
      source_(std::move(source)),
      source_watch_(loop, source_.get(), [this] { pump(); }),
      keep_(destination.capture),
      splice_(false),
      left_(limit.most),
      action_(limit.action),
      listener_(std::move(listener)) {
  if (!keep_ && destination.fd >= 0) sink_ = std::make_unique<SharedSink>(destination.fd);
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
        if (sink_watch_) sink_watch_->stop();
        source_watch_.start(Watch::readable);
        return;
      case Flow::SinkFull: return wait_for_sink();
      case Flow::Ended: return end();
    }
  }
  // Enough for this turn.
  if (ended_ || held_) return;
  if (!source_) return wait_for_sink();
  source_watch_.start(Watch::readable);
}

void OutputRelay::wait_for_sink() {
  source_watch_.stop();  // back-pressure: the child's next write waits with us
  if (!sink_watch_) sink_watch_ = std::make_unique<Watch>(loop_, sink_->fd(), [this] { pump(); });
  try {
    // A regular file cannot be waited for and does not have to be: then it was the source after
    // all, which had become ready between the move and the question.
    if (!sink_watch_->start(Watch::writable)) source_watch_.start(Watch::readable);
  } catch (const std::system_error& error) {
    lose(error.code().value());
    end();
  }
}

OutputRelay::Flow OutputRelay::move_some() {
  if (begin_ < end_of_buffer_) return write_pending();
  if (trailer_written_ < trailer_.size()) return write_trailer();
  if (!source_) return Flow::Ended;
  if (left_ == 0U) return read_past_limit();
  return splice_ ? splice_some() : read_some();
}

/// \returns how many of `n` bytes are within the limit
std::size_t OutputRelay::count(std::size_t n) {
  last_moved_ = Clock::now();
  moved_ += n;
  const std::size_t within = left_ ? std::min<std::uint64_t>(n, *left_) : n;
  if (left_) *left_ -= within;
  if (final_bytes_) *final_bytes_ -= std::min(n, *final_bytes_);
  // A child that fills the pipe gets a larger one, and so does its reader: fewer turns for all of
  // them. The others do not pay for it.
  if (n >= relay_buffer_size && !enlarged_) {
    ::fcntl(source_.get(), F_SETPIPE_SZ, large_pipe);
    if (sink_) ::fcntl(sink_->fd(), F_SETPIPE_SZ, large_pipe);
    enlarged_ = true;
  }
  return within;
}

OutputRelay::Flow OutputRelay::splice_some() {
  std::size_t most = left_ ? std::min<std::uint64_t>(large_pipe, *left_) : large_pipe;
  if (final_bytes_) most = std::min(most, *final_bytes_);
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

/// As read(2) of relay_buffer_size bytes; EAGAIN as well when the final bytes have been taken.
ssize_t OutputRelay::read_source(char* room) {
  if (final_bytes_ == 0U) {
    errno = EAGAIN;
    return -1;
  }
  ssize_t n = 0;
  do {
    n = ::read(source_.get(), room, relay_buffer_size);
  } while (n < 0 && errno == EINTR);
  return n;
}

OutputRelay::Flow OutputRelay::read_some() {
  char* room = nullptr;
  if (keep_) {
    try {
      room = capture_.room(relay_buffer_size).data();
    } catch (const std::bad_alloc&) {
      return lose(ENOMEM);
    }
  } else {
    if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(relay_buffer_size);
    room = buffer_.get();
  }
  const ssize_t n = read_source(room);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : lose(errno);
  if (n == 0) return Flow::Ended;
  const auto size = static_cast<std::size_t>(n);
  const std::size_t within = count(size);
  if (drops_) return Flow::Moved;
  if (keep_) {
    capture_.commit(within);
  } else if (sink_) {
    begin_ = 0;
    end_of_buffer_ = within;
  }
  if (within > 0) {
    last_byte_ = room[within - 1];
    if (listener_.arrived) listener_.arrived({room, within});
  }
  return within < size ? exceed({room + within, size - within}) : Flow::Moved;
}

OutputRelay::Flow OutputRelay::write_pending() {
  const ssize_t n = sink_->write({buffer_.get() + begin_, end_of_buffer_ - begin_});
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  begin_ += static_cast<std::size_t>(n);
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::write_trailer() {
  const ssize_t n =
      sink_->write({trailer_.data() + trailer_written_, trailer_.size() - trailer_written_});
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  trailer_written_ += static_cast<std::size_t>(n);
  return Flow::Moved;
}

/// The limit is reached, which is allowed; what comes now is too much.
OutputRelay::Flow OutputRelay::read_past_limit() {
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(relay_buffer_size);
  const ssize_t n = read_source(buffer_.get());
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : lose(errno);
  if (n == 0) return Flow::Ended;
  count(static_cast<std::size_t>(n));
  return exceed({buffer_.get(), static_cast<std::size_t>(n)});
}

/// \param bytes beyond the limit
OutputRelay::Flow OutputRelay::exceed(std::string_view bytes) {
  switch (action_) {
    case OverflowAction::Kill: return overflow();
    case OverflowAction::Truncate: left_out_ += bytes.size(); break;
    case OverflowAction::Tail:
      tail_->append(bytes);
      left_out_ = tail_->dropped();
      break;
  }
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::overflow() {
  // The rest is read and dropped and not refused: a SIGPIPE would be the end of a child whose end
  // has to be the kill signal. What is within the limit is still delivered.
  left_.reset();
  keep_ = false;
  splice_ = false;
  drops_ = true;
  listener_.overflowed();
  return Flow::Moved;
}

/// No more bytes will come; with a tail there is still something to hand on.
OutputRelay::Flow OutputRelay::source_ended() {
  if (!tail_ || ended_) return Flow::Ended;
  const std::string kept = tail_->take();
  tail_.reset();
  // The marker is part of the output alone.
  if (listener_.arrived && !kept.empty()) listener_.arrived(kept);
  std::string text;
  if (left_out_ > 0) {
    if (last_byte_ != '\n') text += '\n';
    text += "[cpr: " + std::to_string(left_out_) + " bytes omitted]\n";
  }
  text += kept;
  if (keep_) {
    const auto room = capture_.room(text.size());
    std::copy(text.begin(), text.end(), room.begin());
    capture_.commit(text.size());
    return Flow::Ended;
  }
  if (!sink_) return Flow::Ended;
  // Whoever still writes gets SIGPIPE from here on.
  source_watch_.close();
  source_.reset();
  trailer_ = std::move(text);
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::lose(int error) {
  // Closing our end is what makes the child's next write fail, as in any pipeline.
  begin_ = end_of_buffer_ = 0;
  trailer_.clear();
  trailer_written_ = 0;
  tail_.reset();
  listener_.lost(error);
  return Flow::Ended;
}

void OutputRelay::hold(bool held) {
  held_ = held;
  if (ended_ || !held_) return;
  source_watch_.stop();
  if (sink_watch_) sink_watch_->stop();
}

void OutputRelay::drain_available() {
  if (ended_) return;
  int unread = 0;
  if (!source_ || ::ioctl(source_.get(), FIONREAD, &unread) != 0) unread = 0;
  final_bytes_ = static_cast<std::size_t>(unread);
  pump();
}

std::uint64_t OutputRelay::close_now() {
  if (ended_) return 0;
  int unread = 0;
  if (drops_ || !source_ || ::ioctl(source_.get(), FIONREAD, &unread) != 0) unread = 0;
  const std::uint64_t bytes = end_of_buffer_ - begin_ + trailer_.size() - trailer_written_ +
                              static_cast<std::uint64_t>(unread);
  end();
  return sink_ ? bytes : 0;
}

void OutputRelay::end() {
  if (ended_) return;
  ended_ = true;
  source_watch_.close();
  if (sink_watch_) sink_watch_->close();
  source_.reset();
  listener_.ended();
}

}  // namespace cpr
