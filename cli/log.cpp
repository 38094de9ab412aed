#include "log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <variant>

#include "core/signals.hpp"
#include "format/printable.hpp"
#include "report/say.hpp"

namespace cpr::cli {
namespace {

class SaySink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit SaySink(std::string pattern)
      : base_sink(std::make_unique<spdlog::pattern_formatter>(
            std::move(pattern), spdlog::pattern_time_type::local, "")) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    say({line.data(), line.size()});
  }
  void flush_() override {}
};

std::unique_ptr<spdlog::logger> logger;

void log_limits(const Limits& limits) {
  const auto or_none = [](const std::optional<Duration>& d) { return d ? human(*d) : "none"; };
  logger->info("timeout {}, kill signal {}, kill after {}, max buffer {}", or_none(limits.timeout),
               signal_name(limits.kill_signal), or_none(limits.kill_after),
               limits.max_buffer ? std::to_string(*limits.max_buffer) : "none");
  if (limits.max_memory) logger->info("max memory {}", human_size(*limits.max_memory));
}

struct LogEvent {
  std::size_t worker;

  void operator()(const Started& started) const { logger->info("started pid {}", started.pid); }
  void operator()(const Ready& /*event*/) const { logger->info("ready"); }
  void operator()(const Chunk& chunk) const {
    logger->debug("read {} bytes from fd {}", chunk.bytes.size(), chunk.fd);
  }
  void operator()(const Message& message) const {
    logger->debug("received a message of {} bytes{}", message.json.size(),
                  message.with_handle ? " with a handle; closed the handle" : "");
  }
  void operator()(const Disconnected& /*event*/) const { logger->info("message channel closed"); }
  /// Reported as a message, with and without a log.
  void operator()(const Skipped& /*event*/) const {}
  void operator()(const StillWaiting& waiting) const {
    logger->info("{} typed at the terminal; still waiting", signal_name(waiting.signal));
  }
  void operator()(const HookStarted& /*event*/) const {
    logger->info("running the --before-kill command");
  }
  void operator()(const HookEnded& hook) const {
    const auto& exit = hook.end.exit;
    const auto duration = hook.end.duration;
    if (!exit) return;  // reported as a message
    if (exit->signaled()) {
      logger->info("--before-kill command killed by {} after {}", signal_name(exit->value),
                   human(duration));
    } else {
      logger->info("--before-kill command exited with code {} after {}", exit->value,
                   human(duration));
    }
  }
  void operator()(const Signalled& sent) const {
    logger->info("sent {} to {} ({})", signal_name(sent.signal), describe(sent.to),
                 name(sent.reason));
  }
  void operator()(const Exited& exited) const {
    if (exited.status.signaled()) {
      logger->info("child killed by {}", signal_name(exited.status.value));
    } else {
      logger->info("child exited with code {}", exited.status.code());
    }
  }
  void operator()(const WorkerClosed& /*event*/) const {
    logger->info("worker {} finished", worker);
  }
  /// Reported as a message.
  void operator()(const RolloverFailed& /*event*/) const {}
  void operator()(const CrashLoop& /*event*/) const {}
  void operator()(const Retrying& retrying) const {
    logger->info("finished attempt {} of {}, verdict {}; the next one follows after {}",
                 retrying.attempt, retrying.of, name(verdict(*retrying.result)),
                 human(retrying.delay));
  }
  void operator()(const Closed& closed) const {
    logger->info("finished after {}, verdict {}", human(closed.result.duration),
                 name(verdict(closed.result)));
  }
};

}  // namespace

void start_log(const Options& options) {
  if (options.quiet || options.verbosity == Verbosity::Off) return;
  const bool debug = options.verbosity == Verbosity::Debug;
  logger = std::make_unique<spdlog::logger>(
      "cpr", std::make_shared<SaySink>(debug ? "%T.%e [%l] %v" : "%v"));
  logger->set_level(debug ? spdlog::level::debug : spdlog::level::info);
  const Command& command = options.job.command;
  logger->info("running {}{}", in_quotes(command.file),
               command.shell ? fmt::format(" with {}", *command.shell) : std::string());
  log_limits(options.job.limits);
  for (const auto& origin : options.from_environment) {
    logger->info("{} {} is set by {}", origin.option, origin.value, origin.variable);
  }
}

bool logs() {
  return logger != nullptr;
}

void log_background(std::string_view token, std::string_view directory) {
  if (logger) logger->info("runs in the background as {}, recorded in {}", token, directory);
}

void log_event(const Event& event) {
  if (logger) std::visit(LogEvent{event.worker}, event.fact);
}

}  // namespace cpr::cli
