#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "io/turn.hpp"
#include "ipc/channel.hpp"

namespace cpr {
namespace {

// Above this nobody should send; as much as Node lets pile up before send() says false.
constexpr std::size_t full_size = 65536 * 2;
// Answers to an end that asks and does not read them: then it is not read any more either.
constexpr std::size_t most_replies = 1U << 20U;
// The most descriptors that the kernel lets one message carry.
constexpr std::size_t most_descriptors = 253;
// How long a turn of the loop may be taken up by what has come: clocks and others wait meanwhile.
constexpr Duration longest_turn = std::chrono::milliseconds(5);
// So many times a handle is sent, as by Node.
constexpr int most_tries = 4;

/// Closes the descriptors that came with a message. Nothing is done with one but to acknowledge it,
/// and it may be the other end of this very channel, which would never be at its end if cpr kept
/// it. \returns whether there was one
bool close_descriptors(msghdr& message) {
  bool any = false;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
      ::close(fd);
      any = true;
    }
  }
  return any;
}

}  // namespace

Channel::Channel(Loop& loop, Fd socket, Serialization serialization,
                 std::optional<std::uint64_t> most, Listener listener)
    : loop_(loop),
      socket_(std::move(socket)),
      watch_(loop, socket_.get(), [this] { on_ready(); }),
      serialization_(serialization),
      most_(most),
      listener_(std::move(listener)),
      frames_(serialization, most),
      buffer_(std::make_unique_for_overwrite<char[]>(block_size)) {}

void Channel::on_ready() {
  flush();
  pump();
  if (room_wanted_ && has_room()) {
    room_wanted_ = false;
    listener_.room();
  }
  wait();
}

/// Waits for what there is to be waited for.
void Channel::wait() {
  if (ended_) return;
  const bool takes = !held_ && replies_queued_ < most_replies;
  if (decoding_ && takes) {
    if (!next_turn_) next_turn_.emplace(loop_, [this] { on_ready(); });
    next_turn_->set(Clock::now());
  }
  const bool reads = takes && !decoding_;
  const bool writes = next_to_send() != nullptr || (room_wanted_ && has_room());
  const std::uint32_t events = (reads ? Watch::readable : 0U) | (writes ? Watch::writable : 0U);
  if (events == 0) {
    watch_.stop();
  } else {
    watch_.start(events);
  }
}

// --- what comes ----------------------------------------------------------------------------------

void Channel::pump() {
  const TimePoint until = Clock::now() + longest_turn;
  bool some = false;
  for (int i = 0; i < blocks_per_turn; ++i) {
    if (ended_ || held_ || replies_queued_ >= most_replies) break;
    if (!decoding_ && !read_some()) break;
    some = true;
    if (!take_frames(until) || Clock::now() >= until) break;
  }
  if (some && !ended_) flush();  // answers
  wait();
}

/// \returns false when there is nothing now
bool Channel::read_some() {
  if (final_bytes_ == 0) {
    close();
    return false;
  }
  iovec room{.iov_base = buffer_.get(), .iov_len = block_size};
  if (final_bytes_) room.iov_len = std::min(room.iov_len, *final_bytes_);
  alignas(cmsghdr) std::array<char, CMSG_SPACE(most_descriptors * sizeof(int))> control;
  msghdr message{};
  message.msg_iov = &room;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t n = 0;
  do {
    n = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n < 0 && errno == EAGAIN) {
    if (final_bytes_) close();
    return false;
  }
  if (n < 0 && (errno == ENOMEM || errno == ENOBUFS)) return false;  // tried again
  if (n <= 0) {  // the other end is gone; ECONNRESET when it had not read everything
    if (frames_.unfinished() > 0) {
      ++frame_count_;
      skip(Skipped::Why::Truncated);
    }
    close();
    return false;
  }
  last_moved_ = Clock::now();
  if (close_descriptors(message)) descriptor_came_ = true;
  if (final_bytes_) *final_bytes_ -= static_cast<std::size_t>(n);
  frames_.feed({buffer_.get(), static_cast<std::size_t>(n)});
  return true;
}

void Channel::hold(bool held) {
  held_ = held;
  wait();
}

void Channel::drain_available() {
  if (ended_) return;
  int bytes = 0;
  if (::ioctl(socket_.get(), FIONREAD, &bytes) != 0) bytes = 0;
  final_bytes_ = static_cast<std::size_t>(bytes);
  stop_sending();
  pump();
}

void Channel::close() {
  if (ended_) return;
  ended_ = true;
  stop_sending();
  watch_.close();
  if (next_turn_) next_turn_->clear();
  socket_.reset();
  listener_.ended();
}

// --- what goes -----------------------------------------------------------------------------------

void Channel::send(std::string_view json) {
  if (shut_ || ended_) return;
  std::string frame = make_frame(serialization_, json);
  queued_ += frame.size();
  // Small ones travel together.
  if (!queue_.empty() && !queue_.back().handle && queue_.back().bytes.size() < block_size) {
    queue_.back().bytes += frame;
  } else {
    queue_.push_back({std::move(frame), nullptr});
  }
  wait();
}

void Channel::send(std::string_view json, std::shared_ptr<Handle> handle) {
  if (shut_ || ended_) return;
  std::string frame =
      make_frame(serialization_, handle_message(handle->type(), handle->dgram_type(), json));
  queued_ += frame.size();
  queue_.push_back({std::move(frame), std::move(handle)});
  wait();
}

void Channel::reply(std::string_view json) {
  if (shut_ || ended_) return;
  replies_.push_back({make_frame(serialization_, json), nullptr});
  replies_queued_ += replies_.back().bytes.size();
}

bool Channel::has_room() const {
  return queued_ < full_size && !shut_ && !ended_;
}

void Channel::ask_for_room() {
  room_wanted_ = true;
  wait();
}

/// The one that is under way, else a reply, else the next message that waits for no answer.
Channel::Outgoing* Channel::next_to_send() {
  if (shut_) return nullptr;
  const bool reply_first = written_ > 0 ? writing_reply_ : !replies_.empty();
  if (reply_first) return &replies_.front();
  if (queue_.empty() || unanswered_) return nullptr;
  return &queue_.front();
}

void Channel::flush() {
  while (Outgoing* outgoing = next_to_send()) {
    writing_reply_ = !replies_.empty() && outgoing == &replies_.front();
    if (!write_some(*outgoing)) break;
    if (written_ == outgoing->bytes.size()) sent(*outgoing);
  }
  const bool all_gone = queue_.empty() && replies_.empty() && !unanswered_;
  if (finishing_ && !shut_ && all_gone && !ended_) {
    shut_ = true;
    ::shutdown(socket_.get(), SHUT_WR);
  }
}

/// \returns false when nothing can be written now
bool Channel::write_some(Outgoing& outgoing) {
  iovec rest{.iov_base = outgoing.bytes.data() + written_,
             .iov_len = outgoing.bytes.size() - written_};
  msghdr message{};
  message.msg_iov = &rest;
  message.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  // The descriptor goes with the first byte.
  if (outgoing.handle && written_ == 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = outgoing.handle->fd();
    std::memcpy(CMSG_DATA(part), &fd, sizeof fd);
  }
  ssize_t n = 0;
  do {
    n = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n >= 0) {
    written_ += static_cast<std::size_t>(n);
    last_moved_ = Clock::now();
    return true;
  }
  // ETOOMANYREFS: too many descriptors are under way; they become fewer as others are received.
  if (errno != EAGAIN && errno != ENOBUFS && errno != ENOMEM && errno != ETOOMANYREFS) {
    stop_sending();  // nobody is there who would read it; what was sent to us is still read
  }
  return false;
}

void Channel::sent(Outgoing& outgoing) {
  written_ = 0;
  if (writing_reply_) {
    replies_queued_ -= outgoing.bytes.size();
    replies_.pop_front();
    return;
  }
  queued_ -= outgoing.bytes.size();
  if (outgoing.handle) unanswered_ = std::move(outgoing);
  queue_.pop_front();
}

void Channel::handle_settled(bool taken) {
  // Nobody was asked: Node would throw, and need not be imitated in that.
  if (!unanswered_) return;
  Outgoing outgoing = std::move(*unanswered_);
  unanswered_.reset();
  if (!taken && outgoing.tries < most_tries) {
    ++outgoing.tries;
    queued_ += outgoing.bytes.size();
    queue_.push_front(std::move(outgoing));
    return;
  }
  listener_.handle_acked(outgoing.handle, taken);
}

void Channel::finish_sending() {
  finishing_ = true;
  flush();
  wait();
}

void Channel::stop_sending() {
  shut_ = true;
  queue_.clear();
  replies_.clear();
  unanswered_.reset();
  queued_ = replies_queued_ = written_ = 0;
}

}  // namespace cpr
