// Cpr's end of Node's message channel: messages and handles in both directions, in order.
//
// Source of the protocol: the traffic between two Node 20 processes.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "ipc/handle.hpp"
#include "ipc/receiver.hpp"
#include "ipc/socket.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"

namespace cpr {

class Channel {
 public:
  /// Must not throw, and may call anything here but the destructor.
  struct Listener {
    std::function<void(const Message&)> message;
    std::function<void(const Skipped&)> skipped;  ///< a frame that cannot be read
    std::function<void()> batch_done;             ///< everything that has arrived was passed on
    std::function<void()> room;                   ///< the answer to ask_for_room()
    /// The other end has answered a handle; `taken` is false when it did not accept it.
    std::function<void(const std::shared_ptr<Handle>&, bool taken)> handle_acked;
    std::function<void()> ended;  ///< nothing more will come; called once
  };

  /// \param socket made by cpr
  /// \param most bytes of a message; a longer one closes the channel
  Channel(Loop& loop, Fd socket, Serialization serialization, std::optional<std::uint64_t> most,
          Listener listener);

  /// Waits in the loop for messages.
  void start() { update_watch(); }

  /// Queues a message.
  /// \param json valid, without blanks
  /// \param handle optional: what follows waits until the other end has answered it
  void send(std::string_view json, std::shared_ptr<Handle> handle = nullptr);

  /// Whether more should be sent now. send() accepts more all the same, at the cost of memory.
  [[nodiscard]] bool has_room() const;

  /// Listener::room is called, from the loop, as soon as there is room.
  void ask_for_room();

  /// Shuts down the sending side once the queue is empty and every handle was answered; the other
  /// end sees a disconnect.
  void finish_sending();

  /// Sends nothing more, and drops the queue.
  void stop_sending();

  /// Suspends reading.
  void hold(bool held);

  /// Reads what it can without blocking.
  void pump();

  /// Reads what the socket holds now, then closes the channel.
  void drain_available();

  void close();

  [[nodiscard]] bool ended() const { return ended_; }

  /// Neither end has disconnected.
  [[nodiscard]] bool connected() const { return !ended_ && !shut_; }

  /// Whether the other end has not yet read all that was sent.
  [[nodiscard]] bool unread_by_peer() const { return !queue_.empty() || socket_.unread_by_peer(); }

  /// When the last byte was sent or received; the epoch when there was none.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  struct Outgoing {
    std::string bytes;
    std::shared_ptr<Handle> handle;
    int tries = 1;
  };

  void on_ready();
  void update_watch();
  [[nodiscard]] bool reads() const;
  bool read_some();
  void handle_answered(bool taken);
  void reply(std::string_view json);
  void flush();
  Outgoing* next_to_send();
  bool write_some(const Outgoing& outgoing);
  void sent(Outgoing& outgoing);

  Loop& loop_;
  Socket socket_;
  Watch watch_;
  Serialization serialization_;
  Listener listener_;
  Receiver receiver_;
  std::unique_ptr<char[]> buffer_;
  std::optional<Timer> next_turn_;          ///< for the rest of a message that takes several turns
  std::optional<std::size_t> final_bytes_;  ///< drain_available(): bytes that are still to be read
  bool held_ = false;
  bool pumping_ = false;  ///< the watch is updated at the end
  bool ended_ = false;

  std::deque<Outgoing> queue_;
  std::deque<Outgoing> replies_;    ///< to the other end's own messages; they wait for no handle
  std::size_t queued_ = 0;          ///< bytes in queue_
  std::size_t replies_queued_ = 0;  ///< bytes in replies_
  std::size_t written_ = 0;         ///< bytes of the Outgoing that is being sent
  bool writing_reply_ = false;      ///< that Outgoing is a reply
  std::optional<Outgoing> unanswered_;  ///< was sent, and its handle is not answered yet
  bool room_wanted_ = false;
  bool finishing_ = false;
  bool shut_ = false;
  TimePoint last_moved_{};
};

}  // namespace cpr
