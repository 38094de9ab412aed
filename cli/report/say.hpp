// cpr's own messages on stderr, and text as its only output on stdout.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/clock.hpp"
#include "report/exit_code.hpp"

namespace cpr::cli {

/// Prints one line on stderr with the prefix `cpr: `, in printable form. Waits at most one second
/// for a reader that has stalled, so that a full pipe cannot delay the end of a run; then this line
/// and all later ones are dropped. Without a reader the line is dropped.
void say(std::string_view line);

/// While this exists, `copy` is called with each line that say() prints, in printable form. There
/// is one at most.
class SayCopy {
 public:
  explicit SayCopy(std::function<void(std::string_view)> copy);
  ~SayCopy();
  SayCopy(const SayCopy&) = delete;
  SayCopy& operator=(const SayCopy&) = delete;
};

/// How cpr ends after writing to stdout. Prints a message for an error other than EPIPE.
/// \param error errno of the write, 0 when it succeeded
Ending ending_after_write(int error, int status = 0);

/// Prints text on stdout, until `time_limit` expires.
/// \returns how cpr ends
Ending print_and_end(std::string_view text, int status = 0,
                     std::optional<Duration> time_limit = std::nullopt);

}  // namespace cpr::cli
