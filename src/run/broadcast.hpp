// The input of a run with several workers: each line is sent to all of them.
#pragma once

#include <list>
#include <optional>

#include "core/job.hpp"
#include "core/result.hpp"
#include "ipc/line_source.hpp"
#include "loop/loop.hpp"
#include "run/worker.hpp"

namespace cpr {

class Broadcast {
 public:
  /// \param spec its source is read, if there is one; its end ends nothing
  /// \param workers must outlive this, like the sink
  Broadcast(Loop& loop, const ChannelSpec& spec, std::list<Worker>& workers, const Sink& sink);

  /// A worker has been started, or has room again.
  void resume() {
    if (source_) source_->resume();
  }

  /// A worker has gone: it may be the one that the others waited for.
  void lost() {
    if (source_) ask_for_room();
  }

  void close() {
    if (source_) source_->close();
  }

 private:
  void take_line(const MessageLine& line);
  [[nodiscard]] bool wants_line() const;
  void ask_for_room();

  std::list<Worker>& workers_;
  const Sink& sink_;
  std::optional<LineSource> source_;
};

}  // namespace cpr
