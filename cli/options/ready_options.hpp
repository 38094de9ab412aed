// --ready: its value, and the streams that it needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ready.hpp"

namespace cpr::cli {

/// fd:N, line:TEXT, tcp:HOST:PORT, unix:PATH or delay:DURATION.
/// \param duration reads the DURATION
/// \throws UsageError
ReadyWhen parse_ready(std::string_view what, std::string_view text,
                      std::optional<Duration> (*duration)(std::string_view, std::string_view));

/// As it is written on the command line.
std::string describe(const ReadyWhen& ready);

}  // namespace cpr::cli
