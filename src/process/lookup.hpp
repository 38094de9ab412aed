// Which program a command would run, and which file is to blame when it cannot be started.
#pragma once

#include <optional>
#include <string>

#include "core/command.hpp"
#include "core/job.hpp"
#include "core/result.hpp"
#include "process/spawn.hpp"

namespace cpr {

/// Names what the child's report does not: the path, id or interpreter that caused the failure.
/// execve(2) fails with ENOENT for a missing program and a missing interpreter alike.
StartFailure explain(const ExecReport& report, const Job& job, const Execve& execve);

/// Why this system does not execute such a file, where errno(3) alone does not tell; empty: it
/// does. \param failure of step Exec
std::string explain_refusal(const StartFailure& failure);

struct Lookup {
  std::string program;  ///< the file that would be executed
  std::optional<StartFailure> failure;
};

/// Predicts a start without one.
Lookup lookup_program(const Command& command, const Execve& execve);

}  // namespace cpr
