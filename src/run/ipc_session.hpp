// The messages of one child: from their source to its channel, and from its channel to cpr's
// reader.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/job.hpp"
#include "core/result.hpp"
#include "io/queued_writer.hpp"
#include "ipc/channel.hpp"
#include "ipc/line_source.hpp"

namespace cpr {

class IpcSession {
 public:
  /// Must not throw, and may call anything here but the destructor.
  struct Listener {
    Sink tell;                                    ///< Message, Skipped and Disconnected
    std::function<void()> ended;                  ///< see ended()
    std::function<void(int error)> lost;          ///< the reader is gone; ended follows
    std::function<void(int error)> input_failed;  ///< the source ends there
    std::function<void()> answered;               ///< ChannelSpec::replies messages have come
  };

  /// A second sender on the channel. Must not throw.
  struct SecondSender {
    std::function<void(const std::shared_ptr<Handle>&, bool accepted)> handle_acked;
    std::function<void()> room;  ///< after ask_for_room()
  };

  /// \param spec must outlive this
  IpcSession(Loop& loop, const ChannelSpec& spec, Fd socket, Listener listener);

  /// Sends the messages of the spec, then reads the source.
  void start();

  /// \name For the second sender, whose messages follow those of the spec.
  ///@{
  void attach(SecondSender sender) { second_sender_ = std::move(sender); }
  Channel& channel() { return channel_; }
  ///@}

  /// Reads what has arrived, without waiting.
  void pump() { channel_.pump(); }

  /// Sends nothing more; what the child has written is still read.
  void child_exited();

  /// Reads what has arrived until now, and ends the channel.
  void drain_available() { channel_.drain_available(); }

  /// Reads nothing for the time being, so that the child has to wait.
  void hold(bool held);

  /// Cpr was stopped for that long.
  void postpone(Duration stopped);

  /// Closes the channel. \returns the number of bytes that could not be delivered
  std::uint64_t close_now();

  /// The channel is closed, and everything that came from it was delivered.
  [[nodiscard]] bool ended() const;

  [[nodiscard]] bool discards() const {
    return spec_.destination.kind == Destination::Kind::Discard;
  }
  [[nodiscard]] bool connected() const { return channel_.connected(); }
  [[nodiscard]] TimePoint last_moved() const { return channel_.last_moved(); }
  /// The captured ones.
  std::vector<std::string> take_messages() { return std::move(messages_); }

 private:
  void take(const Message& message);
  void store(const Message& message);
  void deliver();
  void take_line(const MessageLine& line);
  void handle_acked(const std::shared_ptr<Handle>& handle, bool accepted);
  void send(std::string_view json, std::shared_ptr<Handle> handle = nullptr);
  [[nodiscard]] bool wants_line() const;
  [[nodiscard]] bool awaits_reply() const { return spec_.lockstep && unanswered_; }
  void input_over();
  void close_when_still();
  void stop_lingering();
  void finish();
  void check_ended();
  void update_hold() { channel_.hold(held_ || full_); }

  Loop& loop_;
  const ChannelSpec& spec_;
  Listener listener_;
  SecondSender second_sender_{};
  Channel channel_;
  std::unique_ptr<LineSource> source_;
  std::optional<QueuedWriter> writer_;
  std::string lines_;  ///< arrived, to be delivered together
  std::vector<std::string> messages_;
  std::optional<Timer> linger_;  ///< once the input is over
  TimePoint linger_until_{};     ///< the epoch: it does not linger
  std::size_t received_ = 0;     ///< number of messages from the child
  bool sent_any_ = false;
  bool unanswered_ = false;  ///< no message has come since the last one was sent
  bool held_ = false;
  bool full_ = false;
  bool end_reported_ = false;
};

}  // namespace cpr
