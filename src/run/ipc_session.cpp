#include "run/ipc_session.hpp"

#include <algorithm>

namespace cpr {
namespace {

// A longer message is not copied to be delivered together with others.
constexpr std::size_t large_message = 65536;

}  // namespace

IpcSession::IpcSession(Loop& loop, const ChannelSpec& spec, Fd socket, Listener listener)
    : loop_(loop),
      spec_(spec),
      listener_(std::move(listener)),
      channel_(loop, std::move(socket), spec.serialization, spec.max_message,
               {.message = [this](const Message& message) { take(message); },
                .skipped = [this](const Skipped& skipped) { listener_.tell({skipped}); },
                .batch_done = [this] { deliver(); },
                .room =
                    [this] {
                      if (source_) source_->resume();
                      if (second_sender_.room) second_sender_.room();
                    },
                .handle_acked = [this](const std::shared_ptr<Handle>& handle,
                                       bool accepted) { handle_acked(handle, accepted); },
                .ended =
                    [this] {
                      deliver();
                      if (source_) source_->close();
                      stop_lingering();
                      listener_.tell({Disconnected{}});
                      check_ended();
                    }}) {
  if (spec.source >= 0) {
    source_ = std::make_unique<LineSource>(
        loop, spec.source, spec.max_message,
        spec.lockstep ? LineSource::Pace::Line : LineSource::Pace::Block,
        LineSource::Listener{.line = [this](const MessageLine& line) { take_line(line); },
                             .wanted = [this] { return wants_line(); },
                             .paused =
                                 [this] {
                                   if (!awaits_reply()) channel_.ask_for_room();
                                 },
                             .ended =
                                 [this](int error) {
                                   if (error != 0) listener_.input_failed(error);
                                   input_over();
                                 }});
  }
  if (spec.destination.kind == Destination::Kind::Forward) {
    writer_.emplace(loop, spec.destination.fd,
                    QueuedWriter::Listener{.backpressure =
                                               [this](bool full) {
                                                 full_ = full;
                                                 update_hold();
                                               },
                                           .failed =
                                               [this](int error) {
                                                 listener_.lost(error);
                                                 channel_.close();
                                               },
                                           .emptied = [this] { check_ended(); }},
                    spec.turns);
  }
}

void IpcSession::start() {
  channel_.start();
  for (const auto& message : spec_.messages) send(message.json, message.handle);
  if (source_) {
    source_->resume();
  } else {
    input_over();
  }
}

void IpcSession::child_exited() {
  if (source_) source_->close();
  stop_lingering();
  channel_.stop_sending();
}

void IpcSession::postpone(Duration stopped) {
  if (linger_until_ == TimePoint{}) return;
  linger_until_ = saturating_add(linger_until_, stopped);
  linger_->set(linger_until_);
}

void IpcSession::hold(bool held) {
  held_ = held;
  update_hold();
}

std::uint64_t IpcSession::close_now() {
  channel_.close();
  return writer_ ? writer_->rest().size() : 0;
}

bool IpcSession::ended() const {
  return channel_.ended() && (!writer_ || writer_->rest().empty());
}

void IpcSession::take(const Message& message) {
  if (spec_.replies && received_ >= *spec_.replies) return;
  ++received_;
  listener_.tell({message});
  store(message);
  unanswered_ = false;
  if (spec_.replies && received_ == *spec_.replies) {
    finish();
    listener_.answered();
  } else if (spec_.lockstep && source_) {
    source_->resume();
  }
}

void IpcSession::store(const Message& message) {
  if (spec_.destination.kind == Destination::Kind::Capture) {
    messages_.emplace_back(message.json);
  } else if (writer_ && message.json.size() > large_message) {
    deliver();
    writer_->write(message.json);
    lines_ = '\n';
  } else if (writer_) {
    lines_ += message.json;
    lines_ += '\n';
  }
}

void IpcSession::deliver() {
  if (lines_.empty()) return;
  writer_->write(lines_);
  lines_.clear();
}

void IpcSession::take_line(const MessageLine& line) {
  if (const auto* skipped = std::get_if<Skipped>(&line)) listener_.tell({*skipped});
  const auto* json = std::get_if<std::string>(&line);
  if (json == nullptr) return;
  send(*json);
}

void IpcSession::send(std::string_view json, std::shared_ptr<Handle> handle) {
  sent_any_ = unanswered_ = true;
  channel_.send(json, std::move(handle));
}

bool IpcSession::wants_line() const {
  return channel_.has_room() && !awaits_reply();
}

void IpcSession::handle_acked(const std::shared_ptr<Handle>& handle, bool accepted) {
  const auto at =
      std::find_if(spec_.messages.begin(), spec_.messages.end(),
                   [&](const OutgoingMessage& message) { return message.handle == handle; });
  if (at == spec_.messages.end()) return second_sender_.handle_acked(handle, accepted);
  if (!accepted) {
    listener_.tell({Skipped{.from = Skipped::From::Input,
                            .number = static_cast<std::uint64_t>(at - spec_.messages.begin()) + 1,
                            .why = Skipped::Why::Refused}});
  }
  if (handle->has_one_owner() && !spec_.keep_open) handle->close();
}

/// Everything is sent or queued. If that is nothing, the channel stays open, since a child that
/// only listens would exit with it (Node).
void IpcSession::input_over() {
  if (!sent_any_ || spec_.keep_channel || channel_.ended()) return;
  if (spec_.linger == Duration::zero()) return finish();
  linger_until_ = saturating_add(Clock::now(), spec_.linger);
  linger_.emplace(loop_, [this] { close_when_still(); });
  close_when_still();
}

void IpcSession::stop_lingering() {
  if (linger_) linger_->clear();
  linger_until_ = {};
}

/// Sends nothing more but what is queued; the child sees a disconnect.
void IpcSession::finish() {
  if (source_) source_->close();
  stop_lingering();
  channel_.finish_sending();
}

/// Closes the channel once nothing has moved on it for the time that it lingers. A child that
/// starts slowly gets that time from when it has read what was sent.
void IpcSession::close_when_still() {
  // How many times the time to linger is divided to see when the child reads.
  constexpr int checks = 8;
  const TimePoint now = Clock::now();
  const bool in_motion = held_ || full_ || channel_.unread_by_peer();
  const TimePoint moved = in_motion ? now : channel_.last_moved();
  linger_until_ = std::max(linger_until_, saturating_add(moved, spec_.linger));
  if (linger_until_ <= now) return finish();
  linger_->set(in_motion ? saturating_add(now, spec_.linger / checks) : linger_until_);
}

void IpcSession::check_ended() {
  if (end_reported_ || !ended()) return;
  end_reported_ = true;
  listener_.ended();
}

}  // namespace cpr
