// --progress: a status line on the terminal, which is removed at the end of the run.
#pragma once

#include <string>

#include "core/activity.hpp"
#include "io/shared_fd.hpp"
#include "options.hpp"
#include "run/engine.hpp"

namespace cpr::cli {

/// `cpr: 3.2 s of 5 s, stdout 12.4 KiB, 3 processes, idle for 1.1 s`
std::string status_line(const Activity& activity, const Limits& limits);

class Progress {
 public:
  /// \param options must outlive the object
  Progress(Engine& engine, const Options& options);

  ~Progress() { hide(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// To be called before anything is printed because of the event: removes the line.
  void on(const Event& event);

  /// Removes the line until the next update.
  void hide();

 private:
  void draw();

  Engine& engine_;
  const Options& options_;
  SharedSink terminal_;
  Timer timer_;
  bool shown_ = false;
  bool at_line_start_ = true;  ///< false: the child has written an unfinished line
};

}  // namespace cpr::cli
