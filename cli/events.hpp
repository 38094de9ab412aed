// --events: what happens, one JSON object a line (contract: `man cpr`, EVENTS).
#pragma once

#include <map>
#include <string>

#include "engine.hpp"
#include "fd.hpp"
#include "options.hpp"
#include "outlet.hpp"

namespace cpr::cli {

/// Opens the place where the lines go.
/// \throws UsageError when it cannot be opened
Fd open_event_target(const OutputTarget& target, std::optional<Duration> patience);

class EventWriter {
 public:
  /// \param options must outlive the writer
  EventWriter(Engine& engine, const Options& options, int fd);

  void on(const Event& event);

  /// Writes what is still queued: all of it, or what goes until `patience` is over. To be called
  /// when nothing runs any more and cpr's signals act again. \returns false, having said why, when
  /// it could not be delivered; EPIPE is not spoken of
  bool finish(std::optional<Duration> patience);

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
  std::map<int, std::string> held_;  ///< a stream's last bytes, the beginning of a character
  Outlet outlet_;
  bool broken_pipe_ = false;
};

}  // namespace cpr::cli
