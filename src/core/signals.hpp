// Signal names and numbers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cpr {

struct SignalName {
  int number;
  std::string_view name;  ///< starts with SIG
};

/// The standard signals by number, one name each.
std::span<const SignalName> signal_names();

/// Accepts `SIGTERM`, `TERM`, `15`, `RTMIN+3` and `RTMAX-1`, case-insensitive, from 1 to 64 without
/// 32 and 33, which belong to the C library. No blanks or signs.
std::optional<int> parse_signal(std::string_view text);

/// `SIGTERM`; real-time signals as in bash's `kill -l`: 34 is SIGRTMIN, 49 SIGRTMIN+15,
/// 50 SIGRTMAX-14, 64 SIGRTMAX.
std::string signal_name(int number);

}  // namespace cpr
