#include "report/delivery.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "files/blocking_io.hpp"
#include "format/fmt.hpp"
#include "format/printable.hpp"
#include "report/render_json.hpp"
#include "report/render_text.hpp"
#include "report/say.hpp"

namespace cpr::cli {
namespace {

using namespace std::chrono_literals;

/// How long cpr waits for the readers of the report: a second after a kill, the rest of a timeout,
/// else forever.
std::optional<Duration> time_limit_after(const Result& result, const Limits& limits) {
  constexpr Duration shortest = 1s;
  if (result.kill_path() != nullptr) return shortest;
  const Duration used = result.attempts ? result.attempts->back().duration : result.duration;
  if (limits.timeout) return std::max(shortest, *limits.timeout - used);
  return std::nullopt;
}

}  // namespace

Delivery::Delivery(const Options& options) : options_(options) {
  if (options.result && !options.result->path.empty()) {
    result_file_.emplace("--result", options.result->path);
  }
  if (options.pid_file) pid_file_.emplace("--pid-file", *options.pid_file);
}

void Delivery::write_pid(int pid) {
  if (!pid_file_) return;
  const int error = pid_file_->replace(fmt::format("{}\n", pid), 1s);
  pid_written_ = error == 0;
  if (error != 0) report_write_error("pid", {.path = *options_.pid_file}, error);
}

void Delivery::close(const Result& result, int typed_signal, EventWriter* events, RunLog* log) {
  result_ = &result;
  events_ = events;
  log_ = log;
  of_run_ = ending_of(result, {.preserve = options_.preserve_status,
                               .as_init = options_.as_init,
                               .typed_signal = typed_signal,
                               .manners = options_.job.limits.stop.manners});
  if (events_ != nullptr) events_->close(result, shell_status(ending()));
}

Ending Delivery::ending() const {
  Ending ending = to_stdout_ != Ending{} ? to_stdout_ : of_run_;
  if (!result_written_) ending = {status_own_error};
  if (!pid_written_ && ending == Ending{}) ending = {status_own_error};
  if (log_ != nullptr && log_->error() != 0 && !result_->intervention) ending = {status_own_error};
  if (events_ == nullptr || events_->error() == 0) return ending;
  if (events_->error() == EPIPE && options_.events->fd == STDOUT_FILENO) {
    return {.signal = SIGPIPE};
  }
  return result_->kill_path() != nullptr ? ending : Ending{status_own_error};
}

Ending Delivery::deliver() {
  const bool killed = result_->kill_path() != nullptr;
  const bool released = options_.job.lifetime == Lifetime::Released;
  if (released && !result_->exit && !result_->failure && !killed) {
    of_run_ = print_and_end(fmt::format("{}\n", *result_->pid));
    return ending();
  }
  const auto time_limit = time_limit_after(*result_, options_.job.limits);
  if (options_.json) print_result(time_limit);
  // env(1) says why it could not start the command.
  const bool as_env = options_.job.limits.stop.manners == Manners::Env;
  if (!options_.quiet || (as_env && result_->failure)) {
    // With --json the object says what the other lines would say.
    for (const auto& line : options_.json ? render_own_errors(*result_, options_)
                                          : render_messages(*result_, options_)) {
      say(line);
    }
  }
  // A reader that stalled during the kill path has already been given its second.
  if (events_ != nullptr) {
    events_->finish(killed && events_->stalled() ? Duration::zero() : time_limit);
  }
  if (log_ != nullptr) {
    log_->finish(killed && log_->stalled() ? Duration::zero() : time_limit);
    if (const int error = log_->error(); error != 0) {
      report_write_error("log", options_.log->target, error);
    }
  }
  if (options_.result) write_result(time_limit);
  return ending();
}

void Delivery::print_result(std::optional<Duration> time_limit) {
  TimedWriter out(STDOUT_FILENO, time_limit);
  JsonWriter json([&](std::string_view piece) { out.write(piece); });
  write_json(json, *result_, options_, true, shell_status(ending()));
  json.finish();
  to_stdout_ = ending_after_write(out.error());
}

void Delivery::write_result(std::optional<Duration> time_limit) {
  JsonWriter json;
  // Null streams: the output has been relayed.
  write_json(json, *result_, options_, false, shell_status(ending()));
  json.finish();
  const int error = result_file_ ? result_file_->replace(json.text(), time_limit)
                                 : write_all(options_.result->fd, json.text(), time_limit);
  result_written_ = error == 0;
  if (error != 0) report_write_error("result", *options_.result, error);
}

void Delivery::report_write_error(std::string_view what, const OutputTarget& target,
                                  int error) const {
  if (options_.quiet) return;
  say(fmt::format("cannot write the {} to {}: {}", what,
                  target.path.empty() ? name_of(target) : in_quotes(target.path),
                  describe_write_error(error)));
}

}  // namespace cpr::cli
