#include "process/lookup.hpp"

#include <cerrno>
#include <utility>

#include "core/windows/command_line.hpp"
#include "core/windows/program_search.hpp"
#include "process/windows/program_path.hpp"

namespace cpr {

/// Whatever fails is known when the process is created.
StartFailure explain(const ExecReport& report, const Job& /*job*/, const Execve& execve) {
  return {report.step, report.error, report.fd, execve.file, {}};
}

/// The error of an argument that cmd.exe would read as a part of the script. Nothing else has it:
/// Windows itself refuses a program or its environment with EINVAL as well.
constexpr int not_plain = ENOTSUP;

std::string explain_refusal(const StartFailure& failure) {
  if (failure.error == EINVAL && windows::is_batch_file(failure.culprit)) {
    return "it is a batch file, for which cmd.exe reads the arguments as commands: use cpr exec, "
           "or --shell";
  }
  if (failure.error != not_plain) return {};
  return '\'' + failure.culprit +
         "' has characters with a meaning to cmd.exe, which has no $1: write it into the command";
}

Lookup lookup_program(const Command& command, const Execve& execve) {
  const auto failed = [](StartStep step, int error, std::string culprit) {
    return Lookup{{}, StartFailure{step, error, -1, std::move(culprit), {}}};
  };
  if (command.cwd && !windows::is_directory(*command.cwd)) {
    const int error = windows::exists(*command.cwd) ? ENOTDIR : ENOENT;
    return failed(StartStep::Cwd, error, *command.cwd);
  }
  if (windows::is_batch_file(execve.file)) return failed(StartStep::Exec, EINVAL, execve.file);
  if (execve.verbatim && command.shell) {
    for (const auto& argument : command.args) {
      if (!windows::is_plain(argument)) return failed(StartStep::Exec, not_plain, argument);
    }
  }
  auto program = windows::find_program(command, execve);
  if (!program) return failed(StartStep::Exec, ENOENT, execve.file);
  if (windows::is_batch_file(*program)) return failed(StartStep::Exec, EINVAL, *program);
  return {std::move(*program), std::nullopt};
}

}  // namespace cpr
