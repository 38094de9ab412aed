// The record of a run in the background: what other processes of the user can learn about it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "process/process_token.hpp"

namespace cpr::cli {

enum class RunState : std::uint8_t {
  Starting,  ///< the program runs, but is not ready as --ready defines it
  Running,
  Ready,
  Ended,
  Lost,  ///< its supervisor was killed and could not record the end
};

/// `starting`, `running`, ...
std::string_view name(RunState state);

struct Record {
  ProcessToken token;
  std::string boot_id;  ///< own_boot_id() of the writer: tokens are unique until the next boot
  std::optional<std::uint64_t> pid_namespace;  ///< own_pid_namespace() of the writer
  RunState state = RunState::Starting;
  std::string method;                ///< the subcommand, in Node's spelling as in the result
  std::vector<std::string> command;  ///< for display; a long one is truncated when it is written
  std::string cwd;
  std::optional<pid_t> child;  ///< of the current attempt
  WallClock::time_point started_at{};
  std::optional<TimePoint> deadline;  ///< of the timeout of the current attempt
  std::optional<Duration> idle_timeout;
  std::size_t attempt = 1;
  std::size_t attempts = 1;  ///< that are allowed

  struct End {
    std::string verdict;
    int status = 0;  ///< as a shell reports it
    int signal = 0;  ///< that killed the supervisor; 0: it exited with `status`
    WallClock::time_point at{};

    bool operator==(const End&) const = default;
  };
  std::optional<End> end;  ///< in state Ended

  bool operator==(const Record&) const = default;
};

/// One line of JSON. Bytes of the command that are not UTF-8 become U+FFFD.
std::string to_json(const Record& record);

/// \returns none for a text that is not a record. Unknown keys are ignored.
std::optional<Record> parse_record(std::string_view json);

/// Changes with each boot of the machine; empty if unknown.
const std::string& own_boot_id();

/// The inode of cpr's PID namespace; none if unknown.
std::optional<std::uint64_t> own_pid_namespace();

/// Whether the run may still exist in a PID namespace that is not cpr's, such as that of another
/// container with the same directory. Its pid has no meaning here.
bool is_elsewhere(const Record& record);

/// Opens the supervisor of a run; empty: it is gone, or elsewhere. \throws as open_process() of the
/// token
Fd open_process(const Record& record);

}  // namespace cpr::cli
