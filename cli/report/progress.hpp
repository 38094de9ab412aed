// --progress: a status line on the terminal, which is removed at the end of the run, or a line in
// regular intervals elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "core/activity.hpp"
#include "io/shared_fd.hpp"
#include "options.hpp"
#include "run/engine.hpp"

namespace cpr::cli {

/// `cpr: 3.2 s of 5 s, stdout 12.4 KiB, 3 processes, 45.1 MiB, idle for 1.1 s`
/// \param columns if the line is longer, the idle time comes first, and what does not fit is
/// omitted
std::string status_line(const Activity& activity, const Limits& limits, std::size_t columns);

/// Whether the cursor is at the start of a line, after the bytes that were printed.
class LineStart {
 public:
  void print(std::string_view bytes);
  explicit operator bool() const { return at_start_; }

 private:
  bool at_start_ = true;
  bool in_escape_ = false;  ///< in a sequence such as ESC [ 0 m, which prints nothing
};

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
  enum class Place : std::uint8_t { Nowhere, InLine, BelowLine };

  void start();
  void tick();
  void draw();
  void append();

  Engine& engine_;
  const Options& options_;
  SharedSink sink_;  ///< stderr
  const bool on_terminal_;
  Timer timer_;
  TimePoint look_at_;  ///< when the numbers are due to be updated
  Activity activity_;
  std::size_t attempt_ = 1;  ///< that runs, or will run next
  Place shown_ = Place::Nowhere;
  std::size_t columns_ = 0;  ///< of the terminal when the line was drawn
  LineStart line_start_;     ///< of what the child has printed to the same place as cpr
  std::string unwritten_;    ///< rest of a line that could not be written at once
};

}  // namespace cpr::cli
