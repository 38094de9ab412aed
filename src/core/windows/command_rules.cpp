#include "core/command_rules.hpp"

#include "core/windows/command_line.hpp"
#include "core/windows/program_search.hpp"
#include "core/windows/variables.hpp"

namespace cpr {

bool SameVariable::operator()(std::string_view a, std::string_view b) const {
  return windows::same_letters(a, b);
}

std::size_t VariableHash::operator()(std::string_view name) const {
  return windows::hash_of_letters(name);
}

bool is_searched(std::string_view file) {
  return windows::is_searched(file);
}

std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp,
                                         bool /*empty_is_cwd*/) {
  return windows::path_candidates(file, envp);
}

ShellWords shell_words(const std::string& shell, const std::string& script,
                       const std::vector<std::string>& args) {
  return windows::shell_words(shell, script, args);
}

void add_required_variables(std::vector<std::string>& envp,
                            const std::vector<std::string_view>& parent_env,
                            const EnvironmentChanges& changes) {
  if (changes.clear) windows::add_required(envp, parent_env, changes.unset);
}

}  // namespace cpr
