#include "line_source.hpp"

#include <cerrno>

#include "relay.hpp"

namespace cpr {

LineSource::LineSource(Loop& loop, int fd, std::optional<std::uint64_t> most, Listener listener)
    : source_(fd),
      poll_(loop, fd, [this] { resume(); }),
      most_(most),
      listener_(std::move(listener)),
      buffer_(std::make_unique_for_overwrite<char[]>(relay_buffer_size)) {}

void LineSource::resume() {
  for (int i = 0; i < relay_fair_share; ++i) {
    if (ended_) return;
    if (!listener_.wanted()) break;
    switch (read_some()) {
      case Flow::Moved: continue;
      case Flow::Empty:
        if (!poll_.start(Poll::readable)) listener_.paused();
        return;
      case Flow::Ended: return;
    }
  }
  if (ended_) return;
  poll_.stop();
  listener_.paused();
}

LineSource::Flow LineSource::read_some() {
  const ssize_t n = source_.read({buffer_.get(), relay_buffer_size});
  if (n > 0) {
    take({buffer_.get(), static_cast<std::size_t>(n)});
    return ended_ ? Flow::Ended : Flow::Moved;
  }
  if (n < 0 && errno == EAGAIN) return Flow::Empty;
  // EIO is how a terminal ends that was hung up.
  const int error = n < 0 && errno != EIO ? errno : 0;
  if (dropping_ || !begun_.empty()) end_line({});
  end(error);
  return Flow::Ended;
}

void LineSource::take(std::string_view bytes) {
  while (!ended_) {
    const auto end = bytes.find('\n');
    if (end == bytes.npos) break;
    end_line(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
  }
  if (ended_ || dropping_) return;
  begun_ += bytes;
  if (most_ && begun_.size() > *most_) {
    dropping_ = true;
    begun_ = {};
  }
}

/// \param rest of the line, behind what has begun
void LineSource::end_line(std::string_view rest) {
  ++number_;
  if (dropping_ || (most_ && begun_.size() + rest.size() > *most_)) {
    dropping_ = false;
    begun_.clear();
    return listener_.too_long(number_);
  }
  if (begun_.empty()) return listener_.line(rest, number_);
  std::string line = std::move(begun_);
  begun_.clear();
  line += rest;
  listener_.line(line, number_);
}

void LineSource::close() {
  ended_ = true;
  poll_.close();
}

void LineSource::end(int error) {
  if (ended_) return;
  close();
  listener_.ended(error);
}

}  // namespace cpr
