// --events: what happens, one JSON object a line (contract: `man cpr`, EVENTS).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "io/queued_writer.hpp"
#include "loop/fd.hpp"
#include "options.hpp"
#include "run/engine.hpp"

namespace cpr::cli {

/// Opens the place where the lines go.
/// \throws UsageError when it cannot be opened
/// \throws ExpiredEarly when a FIFO has no reader until `deadline`
Fd open_event_target(const OutputTarget& target, TimePoint deadline);

class EventWriter {
 public:
  /// \param options must outlive the writer
  EventWriter(Engine& engine, const Options& options, int fd);

  /// \param worker the number of the child, from 1 on, where there are several; 0 where not
  void on(const Event& event, std::size_t worker);

  /// Writes what is still queued: all of it, or what goes until `time_limit` is over. To be called
  /// when nothing runs any more and cpr's signals act again. \returns false, having said why, when
  /// it could not be delivered; EPIPE is not spoken of
  bool finish(std::optional<Duration> time_limit);

  /// The reader has not kept up.
  [[nodiscard]] bool stalled() const { return outlet_.full(); }

  /// After finish(): the reader was gone.
  [[nodiscard]] bool broken_pipe() const { return broken_pipe_; }

 private:
  void data(int fd, std::string_view bytes);
  void put_data(int fd, std::string_view bytes);
  void flush_decoders();

  const Options& options_;
  int fd_;
  TimePoint started_at_;
  std::size_t worker_ = 0;  ///< whose event is written; 0: there is one child
  /// The last bytes of a worker's stream, the beginning of a character.
  std::map<std::pair<std::size_t, int>, std::string> held_;
  QueuedWriter outlet_;
  bool broken_pipe_ = false;
};

}  // namespace cpr::cli
