// Relays bytes from a descriptor of cpr, or from a text, to the pipe or the terminal that the child
// reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "io/pty.hpp"
#include "io/shared_fd.hpp"
#include "loop/fd.hpp"
#include "loop/loop.hpp"
#include "loop/timer.hpp"

namespace cpr {

/// A child that does not read makes the source wait; one that has closed its input (EPIPE) ends the
/// relay without an error.
class InputRelay {
 public:
  struct Listener {
    std::function<void(int error)> failed = {};  ///< the source cannot be read; the input ends
    /// Cpr was stopped for that long, because it read its terminal from the background.
    std::function<void(Duration)> stopped = {};
  };

  /// \param sink non-blocking: the write end of a pipe, or the master of a pseudo-terminal
  /// \param slave of that pseudo-terminal, which must stay open until close(); -1: a pipe
  InputRelay(Loop& loop, Fd sink, Source source, Listener listener, int slave = -1);

  /// Moves what it can without blocking, and waits in the loop for the rest.
  void pump();

  void close();

  /// When the child last took a byte; the epoch when it has taken none.
  [[nodiscard]] TimePoint last_moved() const { return last_moved_; }

 private:
  enum class Flow : std::uint8_t { Moved, SourceEmpty, SinkFull, Ended };
  Flow move_some();
  Flow write_pending();
  Flow refill();
  Flow splice_some();
  void source_ended();
  void type_end();

  Fd sink_;
  Watch sink_watch_;
  std::unique_ptr<SharedSource> source_;
  std::unique_ptr<Watch> source_watch_;
  bool splice_ = false;
  std::optional<Typist> typist_;    ///< at a terminal
  std::optional<Timer> end_timer_;  ///< when to type the end of the input again
  Duration end_pause_{};
  std::string pending_;
  std::size_t written_ = 0;
  TimePoint last_moved_{};
  Listener listener_;
};

}  // namespace cpr
