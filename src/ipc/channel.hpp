// Cpr's end of Node's message channel: messages and descriptors in both directions, in order, with
// what Node's own ends say to each other about them.
//
// Source: what two Node 20 processes say to each other on their channel.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "ipc/frame.hpp"
#include "ipc/handle.hpp"
#include "ipc/message.hpp"
#include "ipc/v8_format.hpp"
#include "loop/fd.hpp"
#include "loop/loop.hpp"

namespace cpr {

class Channel {
 public:
  /// Must not throw, and may call anything here but the destructor.
  struct Listener {
    std::function<void(const Message&)> message;
    std::function<void(const Skipped&)> skipped;  ///< a frame that could not be read
    std::function<void()> batch_done;  ///< what was there has been told: a time to hand it on
    std::function<void()> room;        ///< was asked for
    /// Whether the other end has taken the handle of a message; it may not want it.
    std::function<void(const std::shared_ptr<Handle>&, bool taken)> handle_acked;
    std::function<void()> ended;  ///< nothing more will come; once
  };

  /// \param socket made by cpr, and never blocks
  /// \param most bytes of a message; a longer one ends the channel
  Channel(Loop& loop, Fd socket, Serialization serialization, std::optional<std::uint64_t> most,
          Listener listener);

  /// Waits in the loop for messages.
  void start() { wait(); }

  /// Sends it when everything before it has gone. \param json valid, without blanks
  void send(std::string_view json);

  /// Sends the message with the descriptor. What follows waits until the other end has said that it
  /// has it.
  void send(std::string_view json, std::shared_ptr<Handle> handle);

  /// Whether more should be sent now. Everything is taken, but it costs memory.
  [[nodiscard]] bool has_room() const;

  /// Listener::room is called, from the loop, when there is room.
  void ask_for_room();

  /// Shuts the sending side once everything is sent and every handle was taken; the other end sees
  /// that as the disconnect.
  void finish_sending();

  /// Sends nothing more; what has not gone is dropped.
  void stop_sending();

  /// Reads nothing for the time being.
  void hold(bool held);

  /// Reads what can be read without waiting.
  void pump();

  /// Reads what the socket holds at this moment; that is the end.
  void drain_available();

  /// Ends it now.
  void close();

  [[nodiscard]] bool ended() const { return ended_; }

  /// Neither end has said that it is done.
  [[nodiscard]] bool connected() const { return !ended_ && !shut_; }

  /// When the last byte has moved; the epoch when none has.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  struct Outgoing {
    std::string bytes;
    std::shared_ptr<Handle> handle;
    int tries = 1;
  };

  void on_ready();
  void wait();
  bool read_some();
  bool take_frames(TimePoint until);
  void take_piece(const FrameReader::Piece& piece);
  void take_json();
  bool decode(TimePoint until);
  void take(const IpcMessage& message);
  void broken(std::size_t offset, std::string_view what, bool too_deep);
  void take_handle(std::string_view json, std::string_view type);
  void handle_settled(bool taken);
  void reply(std::string_view json);
  void flush();
  Outgoing* next_to_send();
  bool write_some(Outgoing& outgoing);
  void sent(Outgoing& outgoing);
  void skip(Skipped::Why why, std::size_t offset = 0, std::string_view what = {});

  Loop& loop_;
  Fd socket_;
  Watch watch_;
  Serialization serialization_;
  std::optional<std::uint64_t> most_;
  Listener listener_;

  FrameReader frames_;
  std::unique_ptr<char[]> buffer_;
  MessageReader message_{InvalidUtf8::Replaced};
  std::string payload_;  ///< advanced: of a message that is not complete, or being decoded
  /// A complete message of the advanced serialization, while it is decoded: its JSON, then what it
  /// is. A large one takes several turns of the loop; nothing is read meanwhile.
  struct Decoding {
    V8Decoder decoder;
    std::string json{};
    std::size_t looked_through = 0;
  };
  std::optional<Decoding> decoding_;
  std::optional<Timer> next_turn_;    ///< for the rest of what is being decoded
  bool descriptor_came_ = false;      ///< with the bytes that were read last
  bool descriptor_of_begun_ = false;  ///< with an earlier part of the message that has begun
  std::uint64_t frame_count_ = 0;
  std::optional<std::size_t> final_bytes_;  ///< drain_available(): so many are still to be read
  bool held_ = false;
  bool ended_ = false;

  std::deque<Outgoing> queue_;
  std::deque<Outgoing> replies_;    ///< to the other end's own messages; they wait for no handle
  std::size_t queued_ = 0;          ///< bytes in queue_
  std::size_t replies_queued_ = 0;  ///< bytes in replies_
  std::size_t written_ = 0;         ///< of the one that is being sent
  bool writing_reply_ = false;      ///< that one is a reply
  std::optional<Outgoing> unanswered_;  ///< its handle has gone, its answer has not come
  bool room_wanted_ = false;
  bool finishing_ = false;
  bool shut_ = false;
  TimePoint last_moved_{};
};

}  // namespace cpr
