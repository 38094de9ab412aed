// A run in the background as kill, wait and ps find it: by its token.
#pragma once

#include <optional>
#include <string_view>

#include "loop/fd.hpp"
#include "runs/directory.hpp"
#include "runs/record.hpp"

namespace cpr::cli {

struct NamedRun {
  ProcessToken token;
  std::optional<Record> record{};  ///< as it was when the process was opened
  Fd process{};                    ///< pidfd of the supervisor; empty: it is gone, or elsewhere

  /// Whether it may still run where cpr cannot see it, see is_elsewhere() of a record.
  [[nodiscard]] bool elsewhere() const { return record && is_elsewhere(*record); }

  /// Whether the supervisor has exited; a zombie has. Not for a run that is elsewhere.
  [[nodiscard]] bool has_ended() const;
};

/// Never opens another process. Without a record, which tells the boot, the process has to call
/// itself a supervisor as well.
/// \param directory none: there are no records
/// \throws std::system_error when it is unknown whether the process exists
NamedRun find_run(const std::optional<RunDirectory>& directory, const ProcessToken& token);

/// The run of a record. \throws as find_run()
NamedRun open_run(Record record);

/// For a message about a run that is elsewhere.
inline constexpr std::string_view elsewhere_text =
    "the run is in another PID namespace, as of a container: use cpr there";

/// The argument of poll(2) to wait until then. \param until TimePoint::max(): forever
int poll_timeout(TimePoint until);

/// Allows as many open files as the system does: each run takes one or two.
void raise_file_limit();

}  // namespace cpr::cli
