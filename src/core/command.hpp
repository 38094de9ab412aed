// Resolves a Command into the arguments of execve(2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/channel_environment.hpp"
#include "core/command_rules.hpp"
#include "core/job.hpp"
#include "core/result.hpp"

namespace cpr {

/// A resolved command. Owns its strings.
struct Execve {
  std::string cmd;                      ///< for people: file and arguments, or the script
  std::string file;                     ///< the program as given; with a shell, the shell
  std::vector<std::string> argv;        ///< with argv[0]
  bool verbatim = false;                ///< Windows: argv is joined as it is, without quotes
  std::vector<std::string> envp;        ///< NAME=value
  std::vector<std::string> candidates;  ///< paths to try, in order; relative to the child's cwd
};

/// \param parent_env NAME=value strings. The variables of cpr's own channel are removed unless
///        Command::pass_channel is set.
/// \param channel its variables override all others
Execve resolve(const Command& command, const std::vector<std::string_view>& parent_env,
               const std::optional<ChannelEnd>& channel = std::nullopt);

/// Says in the result which command it is of. Moves the strings out of `execve`.
void name_command(Result& result, Execve& execve, const Command& command);

/// The child's environment. The last of equal names wins. Inherited strings that no change names
/// are kept as they are, malformed ones included.
std::vector<std::string> merge_environment(const std::vector<std::string_view>& parent_env,
                                           const EnvironmentChanges& changes);

}  // namespace cpr
