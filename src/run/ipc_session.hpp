// The messages of one child: from where they come to its channel, and from there to where they go.
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
    std::function<void(int error)> lost;          ///< nobody takes the messages; ended follows
    std::function<void(int error)> input_failed;  ///< its end is where that happened
  };

  /// Somebody who also speaks on the channel. Must not throw.
  struct SecondSender {
    std::function<void(const std::shared_ptr<Handle>&, bool taken)> handle_acked;
    std::function<void()> room;  ///< was asked for
  };

  /// \param spec must outlive this
  /// \param capture messages are kept for take_messages() and go nowhere else
  IpcSession(Loop& loop, const ChannelSpec& spec, bool capture, Fd socket, Listener listener);

  /// Sends what is there from the start, then reads the source.
  void start();

  /// \name For a companion. What it sends comes behind what is there from the start.
  ///@{
  void attach(SecondSender companion) { second_sender_ = std::move(companion); }
  void send(std::string_view json) { channel_.send(json); }
  void hand_over(std::string_view json, std::shared_ptr<Handle> handle) {
    channel_.send(json, std::move(handle));
  }
  [[nodiscard]] bool has_room() const { return channel_.has_room(); }
  void ask_for_room() { channel_.ask_for_room(); }
  /// Shuts the sending side once everything has gone.
  void disconnect() { channel_.finish_sending(); }
  ///@}

  /// Takes what has come and does not wait.
  void pump();

  /// Nobody is there who would read; what was written is still taken.
  void child_exited();

  /// Takes what has come until now; that is the end.
  void drain_available();

  /// Takes nothing for the time being, so that the child has to wait.
  void hold(bool held);

  /// Ends it now. \returns the number of bytes that could not be handed on
  std::uint64_t close_now();

  /// The channel is closed, and everything that came was handed on.
  [[nodiscard]] bool ended() const;

  [[nodiscard]] bool discards() const { return !outlet_ && !capture_; }
  [[nodiscard]] bool connected() const { return channel_.connected(); }
  [[nodiscard]] TimePoint last_moved() const { return channel_.last_moved(); }
  std::vector<std::string> take_messages() { return std::move(messages_); }

 private:
  void take(const Message& message);
  void hand_on();
  void take_line(const MessageLine& line);
  void settle(const std::shared_ptr<Handle>& handle, bool taken);
  void input_over();
  void check_ended();
  void update_hold() { channel_.hold(held_ || full_); }

  const ChannelSpec& spec_;
  Listener listener_;
  SecondSender second_sender_{};
  bool capture_;
  Channel channel_;
  std::unique_ptr<LineSource> source_;
  std::optional<QueuedWriter> outlet_;
  std::string lines_;  ///< have come and are handed on together
  std::vector<std::string> messages_;
  bool sent_some_ = false;
  bool held_ = false;
  bool full_ = false;
  bool told_end_ = false;
};

}  // namespace cpr
