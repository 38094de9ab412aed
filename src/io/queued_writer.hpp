// Text of cpr itself, written while children run without ever blocking on its reader.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "io/shared_fd.hpp"
#include "loop/loop.hpp"

namespace cpr {

class QueuedWriter;

/// Lets several QueuedWriters share one descriptor without cutting each other's lines: they write
/// in turns, and a turn ends with a line. A writer that is destroyed in its turn leaves its line
/// unfinished.
class LineTurns {
 public:
  /// Puts the writer in the line. \returns true when it is its turn
  bool take(const QueuedWriter* writer);

  /// Ends the turn of a writer, or its waiting for one.
  void leave(const QueuedWriter* writer);

 private:
  std::deque<const QueuedWriter*> writers_;  ///< the first may write
};

/// A queue in front of a shared descriptor. The caller should stop writing while it is full.
class QueuedWriter {
 public:
  struct Listener {
    std::function<void(bool full)> backpressure;  ///< it has become full, or has room again
    std::function<void(int error)> failed;        ///< the reader is gone; called once
    std::function<void()> emptied = {};           ///< optional: everything was written
  };

  /// \param turns optional: shared with the other writers of the descriptor; an unfinished line
  ///        then waits for its end
  QueuedWriter(Loop& loop, int fd, Listener listener, std::shared_ptr<LineTurns> turns = {});
  ~QueuedWriter();

  /// Queues the text, even when the queue is full.
  void write(std::string_view text);

  /// The text that is not written yet.
  [[nodiscard]] std::string_view rest() const { return std::string_view(queue_).substr(written_); }

  /// The same, for the caller to write: this writes nothing more.
  [[nodiscard]] std::string take_rest();

  [[nodiscard]] bool full() const { return full_; }
  [[nodiscard]] int error() const { return error_; }

 private:
  void write_at_once(std::string_view& text);
  void flush();
  void fail(int error);
  bool in_turn();
  void clear();
  void update_full();

  SharedSink sink_;
  Watch watch_;
  Listener listener_;
  std::shared_ptr<LineTurns> turns_;
  std::string queue_;
  std::size_t written_ = 0;
  std::size_t turn_end_ = 0;  ///< the end of what this turn writes
  bool full_ = false;
  int error_ = 0;
};

}  // namespace cpr
