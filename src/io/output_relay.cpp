#include "io/output_relay.hpp"

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

#include "io/pipe_io.hpp"
#include "io/turn.hpp"

namespace cpr {
namespace {

// Above what a pseudo-terminal holds: 8 KiB (pty_common_install() in the kernel), the buffer that
// exceeds that limit, and 4 KiB for its reader.
constexpr std::size_t terminal_capacity = 32768;

}  // namespace

OutputRelay::OutputRelay(Loop& loop, Fd source, Destination destination, Limit limit,
                         Listener listener, std::optional<LogInput> log, FileKind kind)
    : loop_(loop),
      source_(std::move(source)),
      source_watch_(loop, source_.get(), [this] { pump(); }),
      is_terminal_(kind == FileKind::Terminal),
      keep_(destination.kind == Destination::Kind::Capture),
      splice_(false),
      log_(std::move(log)),
      left_(limit.most),
      listener_(std::move(listener)),
      watching_(static_cast<bool>(listener_.watched)) {
  if (destination.kind == Destination::Kind::Forward) {
    sink_ = std::make_unique<SharedSink>(destination.fd);
  }
  if (limit.most && limit.action != OverflowAction::Kill) {
    excerpt_.emplace(*limit.most, limit.action);
    left_ = excerpt_->passes();
  }
  splice_ = !is_terminal_ && !keep_ && !listener_.arrived && (!sink_ || sink_->takes_splice());
}

void OutputRelay::pump() {
  for (int i = 0; (i < blocks_per_turn || final_bytes_ || !source_) && !ended_ && !is_held(); ++i) {
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
  if (ended_ || is_held()) return;
  if (!source_) return wait_for_sink();
  source_watch_.start(Watch::readable);
}

void OutputRelay::wait_for_sink() {
  source_watch_.stop();  // backpressure: the child's next write waits as well
  if (!sink_watch_) sink_watch_ = std::make_unique<Watch>(loop_, sink_->fd(), [this] { pump(); });
  try {
    // A regular file is never full: the source has become ready between the move and the poll.
    if (!sink_watch_->start(Watch::writable)) source_watch_.start(Watch::readable);
  } catch (const std::system_error& error) {
    lose(error.code().value());
    end();
  }
}

OutputRelay::Flow OutputRelay::move_some() {
  if (begin_ < end_of_block_) return write_rest({block_.get(), end_of_block_}, begin_);
  if (queued_written_ < queued_.size()) return write_rest(queued_, queued_written_);
  if (!source_) return Flow::Ended;
  return can_splice() ? splice_some() : read_some();
}

/// Into two destinations without copying: tee(2) to a pipe, then splice(2) to a file. A sink that
/// is a file is not worth a pipe of its own for that: one read and two writes are as fast.
bool OutputRelay::can_splice() const {
  if (!splice_ || watching_ || left_ == 0U || ahead_ > 0) return false;
  if (!log_ || !log_->active()) return sink_ != nullptr;
  return log_->takes_splice() && (!sink_ || sink_->kind() == FileKind::Pipe);
}

/// \returns how many of `n` bytes are within the limit
std::size_t OutputRelay::count(std::size_t n) {
  last_moved_ = Clock::now();
  moved_ += n;
  const std::size_t within = left_ ? std::min<std::uint64_t>(n, *left_) : n;
  if (left_) *left_ -= within;
  if (final_bytes_) *final_bytes_ -= std::min(n, *final_bytes_);
  // A child that fills its pipe gets a larger one, and so does its reader: fewer turns of the loop.
  if (n >= block_size && !enlarged_) {
    enlarge(source_.get());
    if (sink_) enlarge(sink_->fd());
    enlarged_ = true;
  }
  return within;
}

/// \returns as splice(2)
ssize_t OutputRelay::splice_source(std::size_t most) {
  if (!log_ || !log_->active()) return sink_->splice_from(source_.get(), most);
  return sink_ ? sink_->tee_from(source_.get(), most) : log_->splice_from(source_.get(), most);
}

/// Moves the next `n` bytes, which the sink has, into the log. Where that fails they are read.
void OutputRelay::splice_to_log(std::size_t n) {
  for (ahead_ = n; ahead_ > 0;) {
    const ssize_t moved = log_->splice_from(source_.get(), ahead_);
    if (moved <= 0) return;
    ahead_ -= static_cast<std::size_t>(moved);
  }
}

OutputRelay::Flow OutputRelay::splice_some() {
  std::size_t most = left_ ? std::min<std::uint64_t>(large_pipe, *left_) : large_pipe;
  if (final_bytes_) most = std::min(most, *final_bytes_);
  if (most == 0) return Flow::SourceEmpty;
  const bool logs = log_ && log_->active();
  const ssize_t n = splice_source(most);
  if (n > 0) {
    count(static_cast<std::size_t>(n));
    if (logs && sink_) splice_to_log(static_cast<std::size_t>(n));
    return Flow::Moved;
  }
  if (n == 0) return Flow::Ended;
  if (!sink_) return errno == EAGAIN ? Flow::SourceEmpty : Flow::Moved;
  if (errno == EAGAIN) return ready_to_read(source_.get()) ? Flow::SinkFull : Flow::SourceEmpty;
  if (errno == EINVAL || errno == ENOSYS || errno == EPERM || errno == EBADF) {
    // O_APPEND, a file system without splice(2), a sandbox that forbids it; or a sink that is not
    // open for writing, which write(2) reports once there is something to write.
    splice_ = false;
    return Flow::Moved;
  }
  return lose(errno);
}

/// As read(2) of block_size bytes, also near the limit, since a child can put its pipe into packet
/// mode: what exceeds the limit is cut off afterwards. EAGAIN as well when the final bytes have
/// been read. A terminal that no process has open any more is at its end.
ssize_t OutputRelay::read_source(char* room) {
  if (final_bytes_ == 0U && ahead_ == 0) {
    errno = EAGAIN;
    return -1;
  }
  const auto read_once = [&] { return cpr::read_some(source_.get(), {room, block_size}); };
  ssize_t n = read_once();
  if (!is_terminal_ || n >= 0 || errno != EIO) return n;
  // The kernel looks for bytes first, and then whether the other side is closed: the last bytes may
  // have arrived in between.
  n = read_once();
  return n < 0 && errno == EIO ? 0 : n;
}

OutputRelay::Flow OutputRelay::read_some() {
  char* room = nullptr;
  if (keep_) {
    try {
      room = capture_.room(block_size).data();
    } catch (const std::bad_alloc&) {
      return lose(ENOMEM);
    }
  } else {
    if (!block_) block_.reset(new char[block_size]);
    room = block_.get();
  }
  const ssize_t n = read_source(room);
  if (n < 0) return errno == EAGAIN ? Flow::SourceEmpty : lose(errno);
  if (n == 0) return Flow::Ended;
  const std::size_t seen = std::min(ahead_, static_cast<std::size_t>(n));
  ahead_ -= seen;
  const auto fresh = std::string_view(room, static_cast<std::size_t>(n)).substr(seen);
  const std::size_t within = count(fresh.size());
  if (drops_) return Flow::Moved;
  if (log_) log_->write({room, seen + (excerpt_ ? fresh.size() : within)});
  if (keep_) {
    capture_.commit(within);
  } else if (sink_) {
    begin_ = seen;
    end_of_block_ = seen + within;
  }
  if (within > 0 && listener_.arrived) listener_.arrived(fresh.substr(0, within));
  if (watching_) {
    // Written before it is watched: a line that makes the child ready can then be read.
    const bool has_block = begin_ < end_of_block_;
    const Flow flow = has_block ? write_rest({block_.get(), end_of_block_}, begin_) : Flow::Moved;
    listener_.watched(fresh);
    if (flow == Flow::Ended) return flow;
  }
  if (within == fresh.size()) return Flow::Moved;
  // Now, as the limit may end this relay at once: Node closes its pipes.
  for (Flow flow = Flow::Moved; flow == Flow::Moved && begin_ < end_of_block_;) {
    flow = write_rest({block_.get(), end_of_block_}, begin_);
    if (flow == Flow::Ended) return flow;
  }
  return exceed(fresh.substr(within));
}

/// Writes what it can of `bytes`, from `written` on.
OutputRelay::Flow OutputRelay::write_rest(std::string_view bytes, std::size_t& written) {
  const ssize_t n = sink_->write(bytes.substr(written));
  if (n < 0) return errno == EAGAIN ? Flow::SinkFull : lose(errno);
  written += static_cast<std::size_t>(n);
  return Flow::Moved;
}

/// \param bytes beyond left_
OutputRelay::Flow OutputRelay::exceed(std::string_view bytes) {
  if (!excerpt_) return overflow();
  hand_on(excerpt_->feed(bytes));  // may move `bytes`, which are in the room of the capture
  omitted_ = excerpt_->omitted();
  return Flow::Moved;
}

OutputRelay::Flow OutputRelay::overflow() {
  // The rest is read and dropped: closing the pipe would kill the child by SIGPIPE instead of the
  // kill signal. Bytes within the limit are still delivered.
  left_.reset();
  keep_ = false;
  splice_ = false;
  drops_ = true;
  listener_.overflowed();
  return Flow::Moved;
}

/// No more bytes will come; an excerpt still has bytes to forward.
OutputRelay::Flow OutputRelay::source_ended() {
  if (!excerpt_ || ended_) return Flow::Ended;
  const bool is_logged = log_ && log_->active();
  const Excerpt::End rest = excerpt_->finish(is_logged ? log_->name() : std::string_view());
  omitted_ = excerpt_->omitted();
  excerpt_.reset();
  hand_on(rest.head);
  put(rest.marker);
  hand_on(rest.tail);
  if (!sink_) return Flow::Ended;
  // A process that still writes to the pipe gets SIGPIPE from here on.
  source_watch_.close();
  source_.reset();
  return Flow::Moved;
}

/// Captures `text`, or writes it after the block.
void OutputRelay::put(std::string_view text) {
  if (keep_) {
    capture_.append(text);
  } else if (sink_) {
    queued_ += text;
  }
}

/// As put(), for bytes of the child.
void OutputRelay::hand_on(std::string_view bytes) {
  if (bytes.empty()) return;
  if (listener_.arrived) listener_.arrived(bytes);
  put(bytes);
}

OutputRelay::Flow OutputRelay::lose(int error) {
  // The end of the relay closes the pipe, and the child's next write fails, as in any pipeline.
  begin_ = end_of_block_ = 0;
  queued_.clear();
  queued_written_ = 0;
  excerpt_.reset();
  log_unread();
  listener_.lost(error);
  return Flow::Ended;
}

void OutputRelay::hold(bool held) {
  held_ = held;
  if (ended_ || !is_held()) return;
  source_watch_.stop();
  if (sink_watch_) sink_watch_->stop();
}

void OutputRelay::drain_available() {
  if (ended_) return;
  final_bytes_ = most_unread();
  pump();
}

std::uint64_t OutputRelay::close_now() {
  if (ended_) return 0;
  std::uint64_t bytes = end_of_block_ - begin_ + queued_.size() - queued_written_;
  if (excerpt_) bytes += excerpt_->withheld();
  const std::size_t in_pipe = unread();
  if (!drops_) bytes += in_pipe - std::min(ahead_, in_pipe);
  log_unread();
  end();
  return sink_ ? bytes : 0;
}

/// Logs what the pipe holds now, where nothing more is relayed.
void OutputRelay::log_unread() {
  if (!log_ || !log_->active() || drops_ || keep_) return;
  if (!block_) block_.reset(new char[block_size]);
  for (std::size_t rest = most_unread(); rest > 0;) {
    const ssize_t n = cpr::read_some(source_.get(), {block_.get(), block_size});
    if (n <= 0) return;
    log_->write({block_.get(), static_cast<std::size_t>(n)});
    rest -= std::min(rest, static_cast<std::size_t>(n));
  }
}

/// Bytes in the pipe; of a terminal those that can be counted.
std::size_t OutputRelay::unread() const {
  return source_ ? unread_bytes(source_.get()) : 0;
}

/// What has been written until now is not more than this. FIONREAD does not count what a terminal
/// has not yet passed on to its reader.
std::size_t OutputRelay::most_unread() const {
  return is_terminal_ && source_ ? terminal_capacity : unread();
}

void OutputRelay::end() {
  if (ended_) return;
  ended_ = true;
  source_watch_.close();
  if (sink_watch_) sink_watch_->close();
  source_.reset();
  if (log_) log_->end();
  listener_.ended();
}

}  // namespace cpr
