// What comes through the channel: from bytes to messages, and what they mean.
#include "io/turn.hpp"
#include "ipc/channel.hpp"

namespace cpr {
namespace {

// A buffer that a large message has needed is not kept for small ones.
constexpr std::size_t kept_capacity = 1U << 20U;

/// Most messages can be told at a glance. What was decoded has no escapes in such a word.
bool may_be_internal(std::string_view json) {
  return json.find("NODE_") != json.npos;
}

}  // namespace

/// Takes what was read. \returns false when the time is over and there is more of it
bool Channel::take_frames(TimePoint until) {
  bool all = true;
  while (!ended_ && all) {
    if (decoding_) {
      all = decode(until);
    } else if (const auto piece = frames_.next()) {
      take_piece(*piece);
    } else {
      break;
    }
  }
  if (all && !ended_) {
    // A descriptor that no message has claimed belongs to the message that has begun: it came with
    // the last of these bytes, since the kernel appends nothing to bytes with a descriptor.
    descriptor_of_begun_ = (descriptor_of_begun_ || descriptor_came_) && frames_.unfinished() > 0;
    descriptor_came_ = false;
  }
  if (frames_.too_long() && !ended_) {
    ++frame_count_;
    skip(Skipped::Why::TooLong);
    close();
  }
  listener_.batch_done();
  return all;
}

void Channel::take_piece(const FrameReader::Piece& piece) {
  if (piece.is_last) ++frame_count_;
  if (serialization_ == Serialization::Json) {
    message_.feed(piece.bytes);
    if (piece.is_last) {
      take_json();
    } else if (message_.too_deep()) {
      ++frame_count_;
      broken(0, {}, true);
    }
    return;
  }
  payload_ += piece.bytes;
  if (piece.is_last) {
    decoding_.emplace(Decoding{V8Decoder(payload_, most_.value_or(std::string().max_size()))});
  }
}

void Channel::take_json() {
  if (message_.blank()) {
    skip(Skipped::Why::Blank);
  } else if (const auto problem = message_.finish()) {
    broken(problem->offset, problem->what, problem->too_deep);
  } else {
    take(message_.message());
  }
  message_.reset();
  descriptor_of_begun_ = false;
}

/// Goes on with a message of the advanced serialization.
/// \returns false when the time is over before it is taken
bool Channel::decode(TimePoint until) {
  auto& [decoder, json, looked_through] = *decoding_;
  if (json.empty()) {
    if (!decoder.go_on(until)) return false;
    auto value = decoder.take();
    if (const auto* problem = std::get_if<V8Problem>(&value)) {
      broken(problem->offset, problem->what, problem->too_deep);
    } else {
      json = std::get<std::string>(std::move(value));
    }
  }
  if (!json.empty() && !may_be_internal(json)) {
    take({.kind = IpcMessage::Kind::User, .shown = json});
  } else if (!json.empty()) {
    while (looked_through < json.size()) {
      if (Clock::now() >= until) return false;
      message_.feed(std::string_view(json).substr(looked_through, block_size));
      looked_through += block_size;
    }
    take_json();
  }
  decoding_.reset();
  payload_.clear();
  if (payload_.capacity() > kept_capacity) payload_.shrink_to_fit();
  descriptor_of_begun_ = false;
  return true;
}

/// What came is no message.
void Channel::broken(std::size_t offset, std::string_view what, bool too_deep) {
  if (!too_deep) return skip(Skipped::Why::Broken, offset, what);
  skip(Skipped::Why::TooDeep);
  close();
}

void Channel::take(const IpcMessage& message) {
  switch (message.kind) {
    case IpcMessage::Kind::User: return listener_.message({.json = message.shown});
    case IpcMessage::Kind::Handle: return take_handle(message.shown, message.type);
    case IpcMessage::Kind::HandleTaken: return handle_settled(true);
    case IpcMessage::Kind::HandleMissing: return handle_settled(false);
    case IpcMessage::Kind::SocketsClosing:
      if (!message.key.empty()) reply(sockets_closed(message.key));
      return;
    case IpcMessage::Kind::SocketCount:
      if (!message.key.empty()) reply(socket_count(message.key));
      return;
    case IpcMessage::Kind::Internal: return;
  }
}

/// The answer comes first: the other end sends nothing more before it has it.
void Channel::take_handle(std::string_view json, std::string_view type) {
  bool& came = descriptor_of_begun_ ? descriptor_of_begun_ : descriptor_came_;
  if (!came) return reply(handle_missing);
  came = false;
  reply(handle_taken);
  if (!json.empty()) {
    listener_.message({.json = json, .with_handle = true, .handle_type = type});
  }
}

void Channel::skip(Skipped::Why why, std::size_t offset, std::string_view what) {
  listener_.skipped({.from = Skipped::From::Child,
                     .number = frame_count_,
                     .why = why,
                     .offset = offset,
                     .what = what});
}

}  // namespace cpr
