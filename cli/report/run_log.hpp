// --log: opens the file, and copies cpr's own messages to it (contract: `man cpr`, `--log`).
#pragma once

#include <optional>

#include "io/output_log.hpp"
#include "loop/fd.hpp"
#include "options.hpp"
#include "report/say.hpp"
#include "run/engine.hpp"

namespace cpr::cli {

class RunLog {
 public:
  /// Opens the file, before the engine blocks the signals.
  /// \param options must outlive this, and has `log`
  /// \throws UsageError, ExpiredEarly: see open_output()
  RunLog(const Options& options, TimePoint deadline);

  /// \returns what the run is to write to. Must be destroyed before the engine.
  OutputLog& start(Engine& engine);

  /// Writes what is still queued, until `time_limit` expires, and closes the file. To be called
  /// when nothing runs any more and signals have their default handling again.
  void finish(std::optional<Duration> time_limit);

  /// The reader has not kept up.
  [[nodiscard]] bool stalled() const { return log_ && log_->stalled(); }

  /// 0, or the errno of the first write that failed.
  [[nodiscard]] int error() const { return log_ && error_ == 0 ? log_->error() : error_; }

 private:
  const Options& options_;
  Fd file_;
  std::optional<OutputLog> log_;
  std::optional<SayCopy> own_messages_;
  int error_ = 0;
};

}  // namespace cpr::cli
