#include "ipc/channel.hpp"

#include <algorithm>
#include <cerrno>

#include "io/turn.hpp"
#include "ipc/frame.hpp"

namespace cpr {
namespace {

// There is room below this, as for send() in Node.
constexpr std::size_t queue_limit = 65536 * 2;
// An end that asks and does not read the answers is not read beyond this many bytes of them.
constexpr std::size_t most_replies = 1U << 20U;
// The longest time that one turn of the loop reads messages; clocks and streams wait meanwhile.
constexpr Duration longest_turn = std::chrono::milliseconds(5);
// Attempts to send a handle, as in Node.
constexpr int most_tries = 4;

}  // namespace

Channel::Channel(Loop& loop, Fd socket, Serialization serialization,
                 std::optional<std::uint64_t> most, Listener listener)
    : loop_(loop),
      socket_(std::move(socket)),
      watch_(loop, socket_.fd(), [this] { on_ready(); }),
      serialization_(serialization),
      listener_(std::move(listener)),
      receiver_(serialization, most,
                {.message = [this](const Message& message) { listener_.message(message); },
                 .skipped = [this](const Skipped& skipped) { listener_.skipped(skipped); },
                 .reply = [this](std::string_view json) { reply(json); },
                 .handle_answered = [this](bool taken) { handle_answered(taken); },
                 .failed = [this] { close(); }}),
      buffer_(new char[block_size]) {}

void Channel::on_ready() {
  flush();
  pump();
  if (room_wanted_ && has_room()) {
    room_wanted_ = false;
    listener_.room();
  }
  update_watch();
}

bool Channel::reads() const {
  return !ended_ && !held_ && replies_queued_ < most_replies;
}

void Channel::update_watch() {
  if (ended_ || pumping_) return;
  if (receiver_.busy() && reads()) {
    if (!next_turn_) next_turn_.emplace(loop_, [this] { on_ready(); });
    next_turn_->set(Clock::now());
  }
  const bool readable = reads() && !receiver_.busy();
  const bool writable = next_to_send() != nullptr || (room_wanted_ && has_room());
  const std::uint32_t events =
      (readable ? Watch::readable : 0U) | (writable ? Watch::writable : 0U);
  if (events == 0) {
    watch_.stop();
  } else {
    watch_.start(events);
  }
}

// --- receiving -----------------------------------------------------------------------------------

void Channel::pump() {
  const TimePoint until = Clock::now() + longest_turn;
  pumping_ = true;
  for (int i = 0; i < blocks_per_turn && reads(); ++i) {
    if (!receiver_.busy() && !read_some()) break;
    const bool all = receiver_.take(until);
    // Replies and the next line of --lockstep first: the other end works while the batch is
    // delivered.
    if (!ended_) flush();
    listener_.batch_done();
    if (!all || Clock::now() >= until) break;
  }
  pumping_ = false;
  update_watch();
}

/// \returns false when nothing can be read now
bool Channel::read_some() {
  if (final_bytes_ == 0) {
    close();
    return false;
  }
  const std::size_t most = final_bytes_ ? std::min(block_size, *final_bytes_) : block_size;
  bool with_descriptor = false;
  const ssize_t n = socket_.receive({buffer_.get(), most}, with_descriptor);
  if (n < 0 && errno == EAGAIN) {
    if (final_bytes_) close();
    return false;
  }
  if (n < 0 && (errno == ENOMEM || errno == ENOBUFS)) return false;  // tried again
  if (n <= 0) {  // the other end is gone; ECONNRESET when it had unread bytes
    receiver_.finish();
    close();
    return false;
  }
  last_moved_ = Clock::now();
  if (final_bytes_) *final_bytes_ -= static_cast<std::size_t>(n);
  receiver_.feed({buffer_.get(), static_cast<std::size_t>(n)}, with_descriptor);
  return true;
}

void Channel::hold(bool held) {
  held_ = held;
  update_watch();
}

void Channel::drain_available() {
  if (ended_) return;
  final_bytes_ = socket_.unread();
  stop_sending();
  pump();
}

void Channel::close() {
  if (ended_) return;
  ended_ = true;
  receiver_.stop();
  stop_sending();
  watch_.close();
  if (next_turn_) next_turn_->clear();
  socket_.close();
  listener_.ended();
}

// --- sending -------------------------------------------------------------------------------------

void Channel::send(std::string_view json, std::shared_ptr<Handle> handle) {
  if (shut_ || ended_) return;
  std::string frame =
      handle
          ? make_frame(serialization_, handle_message(handle->type(), handle->dgram_type(), json))
          : make_frame(serialization_, json);
  queued_ += frame.size();
  // Small messages are sent together.
  const bool joins = !handle && !queue_.empty() && !queue_.back().handle &&
                     queue_.back().bytes.size() < block_size;
  if (joins) {
    queue_.back().bytes += frame;
  } else {
    queue_.push_back({std::move(frame), std::move(handle)});
  }
  update_watch();
}

void Channel::reply(std::string_view json) {
  if (shut_ || ended_) return;
  replies_.push_back({make_frame(serialization_, json), nullptr});
  replies_queued_ += replies_.back().bytes.size();
}

bool Channel::has_room() const {
  return queued_ < queue_limit && !shut_ && !ended_;
}

void Channel::ask_for_room() {
  room_wanted_ = true;
  update_watch();
}

/// The partly sent one, else a reply, else the next message unless a handle is unanswered.
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
  const bool all_sent = queue_.empty() && replies_.empty() && !unanswered_;
  if (finishing_ && !shut_ && all_sent && !ended_) {
    shut_ = true;
    socket_.shut_down_sending();
  }
}

/// \returns false when nothing can be written now
bool Channel::write_some(const Outgoing& outgoing) {
  const int passed = outgoing.handle && written_ == 0 ? outgoing.handle->fd() : -1;
  const ssize_t n = socket_.send(std::string_view(outgoing.bytes).substr(written_), passed);
  if (n < 0) {
    if (errno != EAGAIN) stop_sending();  // the other end is gone; what it has sent is still read
    return false;
  }
  written_ += static_cast<std::size_t>(n);
  last_moved_ = Clock::now();
  return true;
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

void Channel::handle_answered(bool taken) {
  // An answer without a handle is ignored, where Node throws.
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
  update_watch();
}

void Channel::stop_sending() {
  shut_ = true;
  queue_.clear();
  replies_.clear();
  unanswered_.reset();
  queued_ = replies_queued_ = written_ = 0;
}

}  // namespace cpr
