// Moves the bytes of one stream of the child: from its output to where it goes, or to its input
// from where it comes. Nothing is lost, added or reordered, and a side that cannot go on makes the
// other one wait.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/capture.hpp"
#include "core/job.hpp"
#include "io/shared_fd.hpp"
#include "loop/fd.hpp"
#include "loop/loop.hpp"

namespace cpr {

/// What is moved at once where bytes have to pass through memory: as much as a pipe holds.
inline constexpr std::size_t relay_buffer_size = 65536;

/// So many moves before the other streams and the clocks get their turn.
inline constexpr int relay_fair_share = 16;

/// From a pipe that the child writes to, to a descriptor, to memory, or to nowhere.
class OutputRelay {
 public:
  struct Listener {
    std::function<void()> ended;          ///< no more bytes will come
    std::function<void()> overflowed;     ///< more than the limit came, and that ends the run
    std::function<void(int error)> lost;  ///< nobody takes the bytes any more; ended follows
    /// Optional: sees what is handed on, which then has to pass through memory.
    std::function<void(std::string_view)> arrived = {};
  };
  struct Destination {
    int fd = -1;           ///< a descriptor of cpr, or -1
    bool capture = false;  ///< into memory instead
  };
  /// Bytes that are handed on, and what becomes of the others: with Kill and Truncate they are read
  /// and dropped, with Tail the last half of the limit is kept in memory and handed on at the end,
  /// behind a line that says how many are missing.
  struct Limit {
    std::optional<std::uint64_t> most;
    OverflowAction action = OverflowAction::Kill;
  };

  /// \param source never blocks (O_NONBLOCK)
  OutputRelay(Loop& loop, Fd source, Destination destination, Limit limit, Listener listener);

  /// Waits in the loop for the first bytes.
  void start() { source_watch_.start(Watch::readable); }

  /// Moves what can be moved without waiting, and waits in the loop for more.
  void pump();

  /// Takes what the pipe holds at this moment; that is the end. Whoever may still write to it is
  /// not waited for.
  void drain_available();

  /// Takes nothing more for the time being; the child's next write waits. After hold(false) it goes
  /// on with the next pump().
  void hold(bool held);

  /// Ends it now. \returns the number of bytes that were there and are lost by that.
  std::uint64_t close_now();

  [[nodiscard]] bool ended() const { return ended_; }

  /// Neither handed on nor kept.
  [[nodiscard]] bool discards() const { return !sink_ && !keep_; }
  [[nodiscard]] int source() const { return source_.get(); }
  Capture take() { return std::move(capture_); }

  /// Bytes that Truncate or Tail have dropped.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  /// Bytes that have come from the child.
  [[nodiscard]] std::uint64_t moved() const { return moved_; }

  /// When the last byte came from the child; the epoch when none has.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  enum class Flow : std::uint8_t { Moved, SourceEmpty, SinkFull, Ended };
  Flow move_some();
  Flow splice_some();
  Flow write_pending();
  Flow write_trailer();
  Flow read_some();
  Flow read_past_limit();
  Flow exceed(std::string_view bytes);
  Flow source_ended();
  Flow overflow();
  Flow lose(int error);
  ssize_t read_source(char* room);
  std::size_t count(std::size_t n);
  void wait_for_sink();
  void end();

  Loop& loop_;
  Fd source_;
  Watch source_watch_;
  std::unique_ptr<SharedSink> sink_;   ///< none: captured or dropped
  std::unique_ptr<Watch> sink_watch_;  ///< made when the sink is full for the first time
  bool keep_;
  bool splice_;
  Capture capture_;
  std::optional<std::uint64_t> left_;  ///< until the limit
  OverflowAction action_;
  std::optional<TailBuffer> tail_;  ///< Tail: what comes after the first half of the limit
  std::uint64_t left_out_ = 0;
  char last_byte_ = '\n';  ///< of what was handed on by way of memory
  Listener listener_;
  std::unique_ptr<char[]> buffer_;  ///< read, not yet written
  std::size_t begin_ = 0;
  std::size_t end_of_buffer_ = 0;
  std::string trailer_;  ///< to be written once the source is at its end
  std::size_t trailer_written_ = 0;
  std::uint64_t moved_ = 0;
  TimePoint last_moved_{};
  std::optional<std::size_t> final_bytes_;  ///< drain_available(): so many are still to be taken
  bool drops_ = false;  ///< more than the limit came with Kill: the rest is read and dropped
  bool enlarged_ = false;
  bool held_ = false;
  bool ended_ = false;
};

/// To a pipe that the child reads from, from a descriptor or from a text. When the child does not
/// want the bytes (EPIPE), that is no error.
class InputRelay {
 public:
  struct Listener {
    /// The source cannot be read; its end is where that happened.
    std::function<void(int error)> failed = {};
    /// Cpr was stopped for so long, since it has its terminal in the background.
    std::function<void(Duration)> stopped = {};
  };

  /// \param sink never blocks (O_NONBLOCK)
  /// \param source a descriptor of cpr; -1 = `text` is all there is.
  InputRelay(Loop& loop, Fd sink, int source, std::string text, Listener listener);

  /// Moves what can be moved without waiting, and waits in the loop for more.
  void pump();

  /// The child is gone, or wants no more.
  void close();

  /// When the child last took a byte; the epoch when it has taken none.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  enum class Flow : std::uint8_t { Moved, SourceEmpty, SinkFull, Ended };
  Flow move_some();
  Flow write_pending();
  Flow refill();
  Flow splice_some();

  Fd sink_;
  Watch sink_watch_;
  std::unique_ptr<SharedSource> source_;
  std::unique_ptr<Watch> source_watch_;
  bool splice_ = false;
  std::string pending_;
  std::size_t written_ = 0;
  TimePoint last_moved_{};
  Listener listener_;
};

}  // namespace cpr
