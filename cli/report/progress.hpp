// --progress: one line on the terminal that says how the run is going, and is gone at its end.
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
  /// \param options must outlive it
  Progress(Engine& engine, const Options& options);

  /// Takes the line away.
  ~Progress() { hide(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Before anything is printed because of an event: makes room.
  void on(const Event& event);

  /// Takes the line away until it is drawn anew.
  void hide();

 private:
  void draw();

  Engine& engine_;
  const Options& options_;
  SharedSink terminal_;
  Timer timer_;
  bool shown_ = false;
  bool at_line_start_ = true;  ///< of the terminal: else the child has begun a line
};

}  // namespace cpr::cli
