// Delivers what a run reports to its caller: --pid-file, JSON on stdout, --result, the messages,
// and how cpr ends.
#pragma once

#include <optional>

#include "files/output_file.hpp"
#include "options.hpp"
#include "report/events.hpp"
#include "report/exit_code.hpp"
#include "report/run_log.hpp"

namespace cpr::cli {

class Delivery {
 public:
  /// Opens the directories of --result and --pid-file, before the child can replace them.
  /// \param options must outlive the object
  /// \throws UsageError
  explicit Delivery(const Options& options);

  /// Writes --pid-file, if there is one. The limits of the run are not checked meanwhile.
  void write_pid(int pid);

  /// Writes the last event. To be called once nothing runs any more, while the engine still exists.
  /// \param typed_signal SIGINT or SIGQUIT typed at the terminal during the run, else 0
  /// \param events null without --events
  /// \param log null without --log, or when it was not started
  /// The arguments must outlive the object.
  void close(const Result& result, int typed_signal, EventWriter* events, RunLog* log);

  /// Delivers everything else, with default signal handling: JSON on stdout, the messages, the rest
  /// of the events and of the log, --result. A report contains the exit status as it is known by
  /// then: a failure to write a later one changes it. --result is the last, and so is always right.
  /// \returns how cpr ends
  Ending deliver();

 private:
  /// How cpr ends if nothing else fails.
  [[nodiscard]] Ending ending() const;
  void print_result(std::optional<Duration> time_limit);
  void write_result(std::optional<Duration> time_limit);
  void report_write_error(std::string_view what, const OutputTarget& target, int error) const;

  const Options& options_;
  std::optional<OutputFile> result_file_;
  std::optional<OutputFile> pid_file_;
  const Result* result_ = nullptr;
  EventWriter* events_ = nullptr;
  RunLog* log_ = nullptr;
  Ending of_run_{status_own_error};  ///< if every report is written
  Ending to_stdout_{};               ///< not 0: the JSON could not be written
  bool pid_written_ = true;
  bool result_written_ = true;
};

}  // namespace cpr::cli
