// The story of a run, told on stderr with -v or CPR_LOG.
#pragma once

#include <string_view>

#include "options.hpp"

namespace cpr::cli {

/// Starts telling. Before it, and with Verbosity::Off, nothing is told and nothing is paid.
void start_log(Verbosity verbosity);

[[nodiscard]] bool logs(Verbosity level);
void log(Verbosity level, std::string_view line);

}  // namespace cpr::cli
