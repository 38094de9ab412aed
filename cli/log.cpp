#include "log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>

#include "report/say.hpp"

namespace cpr::cli {
namespace {

/// Hands lines to say(), which a stalled reader of stderr cannot hold up.
class SaySink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    say({message.payload.data(), message.payload.size()});
  }
  void flush_() override {}
};

std::unique_ptr<spdlog::logger> logger;

spdlog::level::level_enum level_of(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::Off: return spdlog::level::off;
    case Verbosity::Info: return spdlog::level::info;
    case Verbosity::Debug: return spdlog::level::debug;
  }
  return spdlog::level::off;
}

}  // namespace

void start_log(Verbosity verbosity) {
  if (verbosity == Verbosity::Off) return;
  logger = std::make_unique<spdlog::logger>("cpr", std::make_shared<SaySink>());
  logger->set_level(level_of(verbosity));
}

bool logs(Verbosity level) {
  return logger && logger->should_log(level_of(level));
}

void log(Verbosity level, std::string_view line) {
  if (logs(level)) logger->log(level_of(level), line);
}

}  // namespace cpr::cli
