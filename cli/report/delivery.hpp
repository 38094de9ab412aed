// Delivers what a run reports to its caller: --pid-file, JSON on stdout, --result, the messages,
// and how cpr ends.
#pragma once

#include <optional>

#include "files/output_file.hpp"
#include "options.hpp"
#include "report/events.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

class Delivery {
 public:
  /// Opens the directories of --result and --pid-file, before the child can replace them.
  /// \param options must outlive the object
  /// \throws UsageError
  explicit Delivery(const Options& options);

  /// Writes --pid-file, if there is one. The limits of the run are not checked meanwhile.
  void write_pid(int pid);

  /// Delivers the result. To be called once nothing runs any more, with default signal handling.
  /// \param typed_signal SIGINT or SIGQUIT typed at the terminal during the run, else 0
  /// \param events null without --events
  /// \returns how cpr ends
  Ending deliver(const Result& result, int typed_signal, EventWriter* events);

 private:
  Ending deliver_result(const Result& result, int typed_signal, std::optional<Duration> time_limit);
  bool write_result(const Result& result, std::optional<Duration> time_limit) const;
  void report_write_error(std::string_view what, const OutputTarget& target, int error) const;

  const Options& options_;
  std::optional<OutputFile> result_file_;
  std::optional<OutputFile> pid_file_;
  bool pid_written_ = true;
};

}  // namespace cpr::cli
