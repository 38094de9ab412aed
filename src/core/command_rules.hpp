// What differs between systems in how a command is resolved: names of variables, PATH, the shell.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/job.hpp"

namespace cpr {

/// Whether two names mean the same variable, for unordered containers.
struct SameVariable {
  bool operator()(std::string_view a, std::string_view b) const;
};
struct VariableHash {
  std::size_t operator()(std::string_view name) const;
};

/// Whether `file` is searched in PATH: only names without a directory are.
bool is_searched(std::string_view file);

/// The paths at which a program is looked for, in order. Of a name with a directory PATH is not
/// searched. Otherwise PATH comes from the *child's* environment, as in Node.
/// \param empty_is_cwd an empty element means the current directory (POSIX, Node); else it is
///        skipped
std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp, bool empty_is_cwd);

/// The arguments of a shell, after argv[0].
struct ShellWords {
  std::vector<std::string> words;
  bool verbatim = false;  ///< they are joined by blanks as they are, without quotes
};
ShellWords shell_words(const std::string& shell, const std::string& script,
                       const std::vector<std::string>& args);

/// Adds the variables without which programs of the system do not work, where the changes start
/// from nothing and do not name them.
void add_required_variables(std::vector<std::string>& envp,
                            const std::vector<std::string_view>& parent_env,
                            const EnvironmentChanges& changes);

}  // namespace cpr
