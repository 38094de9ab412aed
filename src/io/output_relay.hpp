// Relays bytes from a pipe or a terminal that the child writes to their destination. No byte is
// lost, added or reordered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/capture.hpp"
#include "core/excerpt.hpp"
#include "core/job.hpp"
#include "io/output_log.hpp"
#include "io/shared_fd.hpp"
#include "loop/fd.hpp"
#include "loop/loop.hpp"

namespace cpr {

/// A reader that does not keep up makes the child's next write wait.
class OutputRelay {
 public:
  struct Listener {
    std::function<void()> ended;          ///< no more bytes will come
    std::function<void()> overflowed;     ///< OverflowAction::Kill: the limit was exceeded
    std::function<void(int error)> lost;  ///< the destination failed; ended follows
    /// Optional: receives each byte that is forwarded, markers aside. Bytes then pass through
    /// memory.
    std::function<void(std::string_view)> arrived = {};
    /// Optional: receives each byte of the child, forwarded or not, after the attempt to write it,
    /// until stop_watching(). Bytes then pass through memory.
    std::function<void(std::string_view)> watched = {};
  };
  /// Further bytes are read and dropped (Kill), or become an Excerpt.
  struct Limit {
    std::optional<std::uint64_t> most;
    OverflowAction action = OverflowAction::Kill;
  };

  /// \param source non-blocking: the read end of a pipe, or the master of a pseudo-terminal
  /// \param log receives the bytes as well, also those that Head, Tail and Ends omit; or none
  /// \param kind of the source, Pipe or Terminal
  OutputRelay(Loop& loop, Fd source, Destination destination, Limit limit, Listener listener,
              std::optional<LogInput> log = std::nullopt, FileKind kind = FileKind::Pipe);

  /// Waits in the loop for the first bytes.
  void start() { source_watch_.start(Watch::readable); }

  /// Moves what it can without blocking, and waits in the loop for more.
  void pump();

  /// Relays what the pipe holds now, then ends, even while a process still has the pipe open.
  void drain_available();

  /// Suspends reading, so that the child's next write waits. After hold(false), pump() resumes it.
  void hold(bool held);

  /// May be called from Listener::watched.
  void stop_watching() { watching_ = false; }

  /// Ends at once. \returns the number of bytes that are known to be lost
  std::uint64_t close_now();

  [[nodiscard]] bool ended() const { return ended_; }

  /// Bytes are neither forwarded nor captured.
  [[nodiscard]] bool discards() const { return !sink_ && !keep_; }
  [[nodiscard]] int source() const { return source_.get(); }
  Capture take() { return std::move(capture_); }

  /// Bytes that Head, Tail or Ends has omitted.
  [[nodiscard]] std::uint64_t omitted() const { return omitted_; }

  /// Bytes that were read from the child.
  [[nodiscard]] std::uint64_t moved() const { return moved_; }

  /// When the last byte came from the child; the epoch when none has come.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  enum class Flow : std::uint8_t { Moved, SourceEmpty, SinkFull, Ended };
  Flow move_some();
  [[nodiscard]] bool can_splice() const;
  Flow splice_some();
  ssize_t splice_source(std::size_t most);
  void splice_to_log(std::size_t n);
  Flow write_rest(std::string_view bytes, std::size_t& written);
  Flow read_some();
  Flow exceed(std::string_view bytes);
  Flow source_ended();
  Flow overflow();
  Flow lose(int error);
  ssize_t read_source(char* room);
  std::size_t count(std::size_t n);
  void put(std::string_view text);
  void hand_on(std::string_view bytes);
  /// What is left to be relayed at the end of a run is bounded, and not held.
  [[nodiscard]] bool is_held() const { return held_ && !final_bytes_; }
  void wait_for_sink();
  void log_unread();
  [[nodiscard]] std::size_t unread() const;
  [[nodiscard]] std::size_t most_unread() const;
  void end();

  Loop& loop_;
  Fd source_;
  Watch source_watch_;
  bool is_terminal_;
  std::unique_ptr<SharedSink> sink_;   ///< none: captured or discarded
  std::unique_ptr<Watch> sink_watch_;  ///< made when the sink is full for the first time
  bool keep_;
  bool splice_;
  std::optional<LogInput> log_;
  std::size_t ahead_ = 0;  ///< bytes in the pipe that the sink has already, and the log has not
  Capture capture_;
  std::optional<std::uint64_t> left_;  ///< bytes to forward before the limit, or before excerpt_
  std::optional<Excerpt> excerpt_;     ///< of the bytes after left_; none with Kill
  std::uint64_t omitted_ = 0;
  Listener listener_;
  std::unique_ptr<char[]> block_;  ///< from begin_ to end_of_block_: read, and not yet written
  std::size_t begin_ = 0;
  std::size_t end_of_block_ = 0;
  /// Text of the excerpt, written after the block: never much more than Limit::most.
  std::string queued_;
  std::size_t queued_written_ = 0;
  std::uint64_t moved_ = 0;
  TimePoint last_moved_{};
  std::optional<std::size_t> final_bytes_;  ///< drain_available(): bytes that are still to be read
  bool drops_ = false;                      ///< the limit was exceeded with Kill
  bool enlarged_ = false;
  bool watching_;
  bool held_ = false;
  bool ended_ = false;
};

}  // namespace cpr
