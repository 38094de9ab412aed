// --events: writes each event as one line of JSON (contract: `man cpr`, EVENTS).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "io/queued_writer.hpp"
#include "loop/fd.hpp"
#include "options.hpp"
#include "run/engine.hpp"

namespace cpr::cli {

enum class EventKind : std::uint8_t {
  Spawn,
  Ready,
  Stdout,
  Stderr,
  Fd,
  Message,
  Disconnect,
  Signal,
  Exit,
  Retry,
  Error,
  Close,
};

std::string_view name(EventKind kind);

class EventWriter {
 public:
  /// \param options must outlive the writer
  EventWriter(Engine& engine, const Options& options, int fd);

  /// Writes all facts but Closed.
  void on(const Event& event);

  /// Writes the last event. To be called while the engine still exists.
  /// \param status what cpr exits with; 128+n when signal n kills it
  void close(const Result& result, int status);

  /// Writes what is still queued, until `time_limit` expires. To be called when nothing runs any
  /// more and signals have their default handling again.
  /// \returns false, after printing the reason, when something could not be written
  bool finish(std::optional<Duration> time_limit);

  /// The reader has not kept up.
  [[nodiscard]] bool stalled() const { return queue_.full(); }

  /// 0, or the errno of the first write that failed.
  [[nodiscard]] int error() const { return error_; }

 private:
  /// Queues one line. \param fill writes the keys after `event`, `worker` and `atMs`
  template <typename Fill>
  void put(EventKind kind, Fill fill);
  void data(int fd, std::string_view bytes);
  void put_data(int fd, std::string_view bytes);
  /// \param of the worker; none: all
  void flush_decoders(std::optional<std::size_t> of = std::nullopt);

  const Options& options_;
  int fd_;
  TimePoint started_at_;
  std::size_t worker_ = 0;  ///< of the current event; 0 without --accept
  /// For each worker and stream, the beginning of a character whose rest has not come yet.
  std::map<std::pair<std::size_t, int>, std::string> unfinished_;
  QueuedWriter queue_;
  int error_ = 0;
};

}  // namespace cpr::cli
