// The log of a run on stderr: -v and CPR_LOG.
//
// spdlog filters by level and formats: at debug each line begins with the time and the level, since
// that level is read for when things happened. Only log.cpp includes it. Its logger is constructed
// only when something is to be logged, and without spdlog's global registry, so that a run without
// -v pays nothing. Lines are written by say(), because a stalled reader of stderr may not hold up a
// run.
#pragma once

#include <string_view>

#include "core/result.hpp"
#include "options.hpp"

namespace cpr::cli {

/// Constructs the logger for `options.verbosity`, unless that is Off or `options.quiet`, and logs
/// the command and its limits.
void start_log(const Options& options);

/// start_log() has constructed the logger.
[[nodiscard]] bool logs();

/// Logs the token of a run in the background, and where its record is.
void log_background(std::string_view token, std::string_view directory);

/// Chunks and messages are logged at debug, other events at info.
void log_event(const Event& event);

}  // namespace cpr::cli
