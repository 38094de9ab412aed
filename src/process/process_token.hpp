// The name of one process, which no other process ever has, however often its pid is reused.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loop/fd.hpp"

namespace cpr {

struct ProcessToken {
  enum class Kind : std::uint8_t {
    Inode,      ///< of its pidfd, unique until the next boot (pidfs, Linux 6.9)
    StartTime,  ///< in clock ticks since boot, see proc(5)
  };
  pid_t pid = 0;
  Kind kind = Kind::Inode;
  std::uint64_t id = 0;

  bool operator==(const ProcessToken&) const = default;
};

/// `PID:INODE` as kill(1) and waitpid(1) of util-linux take it, or `PID.STARTTIME`.
std::string text(const ProcessToken& token);

/// Strict: decimal numbers from 1 on, without signs, blanks and leading zeros.
std::optional<ProcessToken> parse_token(std::string_view text);

/// The token of this process. \throws std::system_error where neither pidfds nor /proc are usable
ProcessToken own_token();

/// Opens a pidfd first and then verifies that it is the process of the token, so that it never
/// refers to another one.
/// \returns empty: the process is gone. A zombie that is not reaped is returned; its pidfd is
///          readable
/// \throws std::system_error when that is unknown: no pidfds (ENOSYS, EPERM of a sandbox), no file
///         descriptor left, or no /proc to verify a start time with
Fd open_process(const ProcessToken& token);

/// Sends a signal to the process of a pidfd. \returns 0, or errno: ESRCH when it is gone
[[nodiscard]] int send_signal(const Fd& process, int signal);

}  // namespace cpr
