#include "report/delivery.hpp"

#include <unistd.h>

#include <algorithm>
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
  if (limits.timeout) return std::max(shortest, *limits.timeout - result.duration);
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

Ending Delivery::deliver(const Result& result, int typed_signal, EventWriter* events) {
  auto time_limit = time_limit_after(result, options_.job.limits);
  Ending ending = deliver_result(result, typed_signal, time_limit);
  if (!pid_written_ && ending == Ending{}) ending = {status_own_error};
  if (events == nullptr) return ending;
  // A reader that stalled during the kill path has already been given its second.
  if (result.kill_path() != nullptr && events->stalled()) time_limit = Duration::zero();
  if (events->finish(time_limit)) return ending;
  if (options_.events->fd == STDOUT_FILENO && events->broken_pipe()) return {.signal = SIGPIPE};
  return result.kill_path() != nullptr ? ending : Ending{status_own_error};
}

Ending Delivery::deliver_result(const Result& result, int typed_signal,
                                std::optional<Duration> time_limit) {
  const bool released = options_.job.lifetime == Lifetime::Released;
  if (released && !result.exit && !result.failure && result.kill_path() == nullptr) {
    return print_and_end(fmt::format("{}\n", *result.pid));
  }
  Ending ending = ending_of(result, {.preserve = options_.preserve_status,
                                     .as_init = options_.as_init,
                                     .typed_signal = typed_signal,
                                     .as_timeout = is_timeout(options_)});
  if (options_.json) {
    TimedWriter out(STDOUT_FILENO, time_limit);
    JsonWriter json([&](std::string_view piece) { out.write(piece); });
    write_json(json, result, options_, true);
    json.finish();
    const Ending printed = ending_after_write(out.error());
    if (printed != Ending{}) ending = printed;
  }
  if (options_.result && !write_result(result, time_limit)) ending = {status_own_error};
  if (!options_.quiet) {
    // With --json the object says what the other lines would say.
    for (const auto& line :
         options_.json ? render_losses(result) : render_messages(result, options_)) {
      say(line);
    }
  }
  return ending;
}

bool Delivery::write_result(const Result& result, std::optional<Duration> time_limit) const {
  JsonWriter json;
  // Null streams: the output has been relayed.
  write_json(json, result, options_, false);
  json.finish();
  const int error = result_file_ ? result_file_->replace(json.text(), time_limit)
                                 : write_all(options_.result->fd, json.text(), time_limit);
  if (error != 0) report_write_error("result", *options_.result, error);
  return error == 0;
}

void Delivery::report_write_error(std::string_view what, const OutputTarget& target,
                                  int error) const {
  if (options_.quiet) return;
  say(fmt::format("cannot write the {} to {}: {}", what,
                  target.path.empty() ? fmt::format("fd:{}", target.fd) : in_quotes(target.path),
                  describe_write_error(error)));
}

}  // namespace cpr::cli
