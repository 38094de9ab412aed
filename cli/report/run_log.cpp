#include "report/run_log.hpp"

#include <unistd.h>

#include <cerrno>

#include "files/blocking_io.hpp"
#include "files/output_file.hpp"
#include "format/printable.hpp"

namespace cpr::cli {

RunLog::RunLog(const Options& options, TimePoint deadline) : options_(options) {
  const LogOptions& log = *options.log;
  if (log.target.path.empty()) return;
  using enum OutputFile::Existing;
  file_ = open_output("--log", log.target.path, deadline, log.append ? Append : Truncate);
}

OutputLog& RunLog::start(Engine& engine) {
  const LogOptions& log = *options_.log;
  log_.emplace(engine.loop(),
               OutputLog::Spec{.fd = file_ ? file_.get() : log.target.fd,
                               .name = printable(name_of(log.target)),
                               .format = log.format,
                               .started_at = options_.job.started_at.value_or(Clock::now())},
               [&engine](bool full) { engine.hold_output(full); });
  own_messages_.emplace([this](std::string_view line) { log_->note(line); });
  return *log_;
}

void RunLog::finish(std::optional<Duration> time_limit) {
  own_messages_.reset();
  error_ = log_->error();
  if (error_ == 0) {
    error_ =
        write_all(file_ ? file_.get() : options_.log->target.fd, log_->take_rest(), time_limit);
  }
  const int close_error = file_ ? close_fd(file_.release()) : 0;
  if (error_ == 0) error_ = close_error;
}

}  // namespace cpr::cli
