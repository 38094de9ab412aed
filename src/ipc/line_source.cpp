#include "ipc/line_source.hpp"

#include <cerrno>
#include <utility>

#include "io/turn.hpp"

namespace cpr {

LineSource::LineSource(Loop& loop, int fd, std::optional<std::uint64_t> most, Pace pace,
                       Listener listener)
    : source_(fd),
      watch_(loop, fd, [this] { resume(); }),
      most_(most),
      pace_(pace),
      listener_(std::move(listener)),
      buffer_(new char[block_size]) {}

void LineSource::resume() {
  for (int i = 0; i < blocks_per_turn; ++i) {
    if (ended_) return;
    if (!listener_.wanted()) break;
    switch (read_some()) {
      case Flow::Moved: continue;
      case Flow::Empty:
        if (!watch_.start(Watch::readable)) listener_.paused();
        return;
      case Flow::Ended: return;
    }
  }
  if (ended_) return;
  watch_.stop();
  listener_.paused();
}

LineSource::Flow LineSource::read_some() {
  if (!rest_.empty()) {
    take(std::exchange(rest_, {}));
    return ended_ ? Flow::Ended : Flow::Moved;
  }
  if (at_end_) {
    end(*at_end_);
    return Flow::Ended;
  }
  const ssize_t n = source_.read({buffer_.get(), block_size});
  if (n > 0) {
    take({buffer_.get(), static_cast<std::size_t>(n)});
    return ended_ ? Flow::Ended : Flow::Moved;
  }
  if (n < 0 && errno == EAGAIN) return Flow::Empty;
  const int error = n < 0 && !is_hang_up(source_.fd(), errno) ? errno : 0;
  at_end_ = error;
  if (begun_ > 0) end_line();
  return Flow::Moved;
}

void LineSource::take(std::string_view bytes) {
  while (!ended_) {
    const auto end = bytes.find('\n');
    take_part(bytes.substr(0, end));
    if (end == bytes.npos) return;
    bytes.remove_prefix(end + 1);
    end_line();
    if (!bytes.empty() && !may_continue()) {
      rest_ = bytes;
      return;
    }
  }
}

void LineSource::take_part(std::string_view part) {
  begun_ += part.size();
  if (!most_ || begun_ <= *most_) {
    reader_.feed(part);
  } else {
    reader_.reset();
  }
}

void LineSource::end_line() {
  ++number_;
  MessageLine line = Skipped{.number = number_, .why = Skipped::Why::TooLong};
  if (!most_ || begun_ <= *most_) line = finish_message_line(reader_, number_);
  reader_.reset();
  begun_ = 0;
  listener_.line(line);
}

void LineSource::close() {
  ended_ = true;
  watch_.close();
}

void LineSource::end(int error) {
  if (ended_) return;
  close();
  listener_.ended(error);
}

}  // namespace cpr
