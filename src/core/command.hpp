// From what the user asked for to what execve(2) is given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.hpp"

namespace cpr {

/// A command, resolved. Owns all its strings.
struct Execve {
  std::string cmd;                      ///< as the user would say it: file and words, or the script
  std::string file;                     ///< the program as given; with a shell, the shell
  std::vector<std::string> argv;        ///< with argv[0]
  std::vector<std::string> envp;        ///< NAME=value
  std::vector<std::string> candidates;  ///< paths to try, in order, from the child's directory
};

/// What a child has to know of its message channel.
struct ChannelEnd {
  int fd = -1;  ///< the child's descriptor
  Serialization serialization = Serialization::Json;
};

/// The end of the job's channel, if it has one.
std::optional<ChannelEnd> channel_end(const Job& job);

/// \param parent_env NAME=value strings. A channel that cpr itself has been given is nobody else's:
///        its variables are left out, unless the command is to have them.
/// \param channel told in variables that win over all others
Execve resolve(const Command& command, const std::vector<std::string_view>& parent_env,
               const std::optional<ChannelEnd>& channel = std::nullopt);

/// The variables that cpr itself was given.
std::vector<std::string_view> own_environment();

/// The child's environment: later ones of equal names win, and inherited strings that no change
/// names are passed on untouched, malformed ones included.
std::vector<std::string> merge_environment(const std::vector<std::string_view>& parent_env,
                                           const EnvironmentChanges& changes);

/// Whether PATH decides what a name means: only names without a slash are searched for.
bool is_searched(std::string_view file);

/// Where a program is looked for. A name with a slash is itself the only candidate; else each
/// element of PATH of the *child's* environment in turn, as Node does; an unset PATH means
/// /usr/bin:/bin.
/// \param empty_is_cwd an empty element means the current directory (POSIX, Node) and is not
/// skipped
std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp, bool empty_is_cwd);

}  // namespace cpr
