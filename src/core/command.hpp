// Resolves a Command into the arguments of execve(2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/channel_environment.hpp"
#include "core/job.hpp"
#include "core/result.hpp"

namespace cpr {

/// A resolved command. Owns its strings.
struct Execve {
  std::string cmd;                      ///< for people: file and arguments, or the script
  std::string file;                     ///< the program as given; with a shell, the shell
  std::vector<std::string> argv;        ///< with argv[0]
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

/// Whether `file` is searched in PATH: only names without a slash are.
bool is_searched(std::string_view file);

/// The paths at which a program is looked for. A name with a slash is the only candidate. Otherwise
/// PATH comes from the *child's* environment, as in Node; an unset PATH means /usr/bin:/bin.
/// \param empty_is_cwd an empty element means the current directory (POSIX, Node); else it is
///        skipped
std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp, bool empty_is_cwd);

}  // namespace cpr
