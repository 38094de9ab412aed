// --log: a file that receives all relayed output of a run, besides its destinations.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/job.hpp"
#include "io/queued_writer.hpp"
#include "io/shared_fd.hpp"
#include "loop/loop.hpp"
#include "text/log_lines.hpp"

namespace cpr {

/// After the first error nothing more is logged, and the run goes on.
class OutputLog {
 public:
  struct Spec {
    int fd = -1;         ///< must stay open
    std::string name{};  ///< for the marker where output is omitted
    LogFormat format = LogFormat::Raw;
    TimePoint started_at{};  ///< of the run
  };
  /// \param backpressure see QueuedWriter
  OutputLog(Loop& loop, Spec spec, std::function<void(bool full)> backpressure);

  /// Logs a line of cpr's own. Raw has none.
  void note(std::string_view line);

  /// What is not written yet, for the caller to write: this writes nothing more.
  [[nodiscard]] std::string take_rest() { return queue_.take_rest(); }

  /// The reader of the log has not kept up.
  [[nodiscard]] bool stalled() const { return queue_.full(); }

  /// 0, or the errno of the first write that failed.
  [[nodiscard]] int error() const { return queue_.error(); }

  [[nodiscard]] const std::string& name() const { return spec_.name; }
  [[nodiscard]] LogFormat format() const { return spec_.format; }

 private:
  friend class LogInput;
  [[nodiscard]] Duration since_start() const { return Clock::now() - spec_.started_at; }

  Spec spec_;
  QueuedWriter queue_;
  SharedSink file_;
  bool splices_;  ///< false once a splice has failed: a write then tells whether the log has
};

/// The way of one stream into the log.
class LogInput {
 public:
  /// \param log must outlive this, but for the destructor
  /// \param fd the child's descriptor
  LogInput(OutputLog& log, int fd);

  /// Logs bytes of the stream, without ever blocking on a reader.
  void write(std::string_view bytes);

  /// Moves up to `most` bytes from a pipe into the log without copying. After an error write()
  /// logs the bytes, or learns what is wrong. \returns as splice(2)
  [[nodiscard]] ssize_t splice_from(int pipe, std::size_t most);

  /// Whether splice_from() may work.
  [[nodiscard]] bool takes_splice() const;

  [[nodiscard]] std::string_view name() const { return log_.name(); }

  /// Whether bytes are still logged.
  [[nodiscard]] bool active() const { return log_.error() == 0; }

  /// The stream is at its end: logs its unfinished line.
  void end();

 private:
  OutputLog& log_;
  LogLines lines_;  ///< unused with Raw
};

}  // namespace cpr
