// Signal names and numbers: the one table that the parser, the reports and the completions read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cpr {

struct SignalName {
  int number;
  std::string_view name;  ///< with SIG
};

/// The standard signals in the order of their numbers, one name each.
std::span<const SignalName> signal_names();

/// `SIGTERM`, `TERM`, `15`, any case, `RTMIN+3`, `RTMAX-1`; 1..64 without 32 and 33, which belong
/// to the C library. Nothing else, neither blanks nor signs.
std::optional<int> parse_signal(std::string_view text);

/// `SIGTERM`; real-time signals as bash's `kill -l` has them: 34 is SIGRTMIN, 49 SIGRTMIN+15,
/// 50 SIGRTMAX-14, 64 SIGRTMAX.
std::string signal_name(int number);

}  // namespace cpr
