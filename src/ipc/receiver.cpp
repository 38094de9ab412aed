#include "ipc/receiver.hpp"

#include "io/turn.hpp"

namespace cpr {
namespace {

// A larger buffer, needed by one large message, is freed.
constexpr std::size_t kept_payload = 1U << 20U;

/// A quick test for most messages. Decoded JSON escapes nothing in this prefix.
bool may_be_internal(std::string_view json) {
  return json.find("NODE_") != json.npos;
}

}  // namespace

Receiver::Receiver(Serialization serialization, std::optional<std::uint64_t> most,
                   Listener listener)
    : serialization_(serialization),
      most_(most),
      listener_(std::move(listener)),
      frames_(serialization, most) {}

void Receiver::feed(std::string_view bytes, bool with_descriptor) {
  if (with_descriptor) new_descriptor_ = true;
  frames_.feed(bytes);
}

bool Receiver::take(TimePoint until) {
  while (!stopped_) {
    if (decoding_) {
      if (!decode(until)) return false;
    } else if (const auto piece = frames_.next()) {
      take_piece(*piece);
    } else {
      break;
    }
  }
  if (stopped_) return true;
  // A descriptor that no message has claimed belongs to the incomplete frame: it came with the last
  // bytes, because the kernel appends nothing to bytes with a descriptor.
  frame_descriptor_ = (frame_descriptor_ || new_descriptor_) && frames_.unfinished() > 0;
  new_descriptor_ = false;
  if (frames_.too_long()) {
    ++frame_count_;
    skip(Skipped::Why::TooLong);
    fail();
  }
  return true;
}

void Receiver::finish() {
  if (frames_.unfinished() == 0) return;
  ++frame_count_;
  skip(Skipped::Why::Truncated);
}

void Receiver::take_piece(const FrameReader::Piece& piece) {
  if (piece.is_last) ++frame_count_;
  if (serialization_ == Serialization::Json) {
    message_.feed(piece.bytes);
    if (piece.is_last) {
      take_json();
    } else if (message_.too_deep()) {
      ++frame_count_;
      reject(0, {}, true);
    }
    return;
  }
  payload_ += piece.bytes;
  if (piece.is_last) {
    decoding_.emplace(Decoding{V8Reader(payload_, most_.value_or(std::string().max_size()))});
  }
}

void Receiver::take_json() {
  if (message_.blank()) {
    skip(Skipped::Why::Blank);
  } else if (const auto problem = message_.finish()) {
    reject(problem->offset, problem->what, problem->too_deep);
  } else {
    take(message_.message());
  }
  message_.reset();
  frame_descriptor_ = false;
}

/// Continues with a message of the advanced serialization.
/// \returns false when `until` has passed before it is taken
bool Receiver::decode(TimePoint until) {
  auto& [reader, json, json_read] = *decoding_;
  if (json.empty()) {
    if (!reader.run(until)) return false;
    auto value = reader.take();
    if (const auto* problem = std::get_if<V8Problem>(&value)) {
      reject(problem->offset, problem->what, problem->too_deep);
    } else {
      json = std::get<std::string>(std::move(value));
    }
  }
  if (!json.empty() && !may_be_internal(json)) {
    take({.kind = IpcMessage::Kind::User, .shown = json});
  } else if (!json.empty()) {
    while (json_read < json.size()) {
      if (Clock::now() >= until) return false;
      message_.feed(std::string_view(json).substr(json_read, block_size));
      json_read += block_size;
    }
    take_json();
  }
  decoding_.reset();
  payload_.clear();
  if (payload_.capacity() > kept_payload) payload_.shrink_to_fit();
  frame_descriptor_ = false;
  return true;
}

void Receiver::take(const IpcMessage& message) {
  switch (message.kind) {
    case IpcMessage::Kind::User: return listener_.message({.json = message.shown});
    case IpcMessage::Kind::Handle: return take_handle(message.shown, message.type);
    case IpcMessage::Kind::HandleTaken: return listener_.handle_answered(true);
    case IpcMessage::Kind::HandleMissing: return listener_.handle_answered(false);
    case IpcMessage::Kind::SocketsClosing:
      if (!message.key.empty()) listener_.reply(sockets_closed(message.key));
      return;
    case IpcMessage::Kind::SocketCount:
      if (!message.key.empty()) listener_.reply(socket_count(message.key));
      return;
    case IpcMessage::Kind::Internal: return;
  }
}

/// The answer goes first: the other end sends nothing more until it has received it.
void Receiver::take_handle(std::string_view json, std::string_view type) {
  bool& descriptor = frame_descriptor_ ? frame_descriptor_ : new_descriptor_;
  if (!descriptor) return listener_.reply(handle_missing);
  descriptor = false;
  listener_.reply(handle_taken);
  if (!json.empty()) {
    listener_.message({.json = json, .with_handle = true, .handle_type = type});
  }
}

void Receiver::reject(std::size_t offset, std::string_view what, bool too_deep) {
  if (!too_deep) return skip(Skipped::Why::Broken, offset, what);
  skip(Skipped::Why::TooDeep);
  fail();
}

void Receiver::skip(Skipped::Why why, std::size_t offset, std::string_view what) {
  listener_.skipped({.from = Skipped::From::Child,
                     .number = frame_count_,
                     .why = why,
                     .offset = offset,
                     .what = what});
}

void Receiver::fail() {
  stop();
  listener_.failed();
}

}  // namespace cpr
