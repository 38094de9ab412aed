#include "core/command.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cpr {
namespace {

std::string_view variable_name(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

std::string joined(std::string_view file, const std::vector<std::string>& args) {
  std::string text(file);
  for (const auto& arg : args) {
    text += ' ';
    text += arg;
  }
  return text;
}

}  // namespace

std::vector<std::string> merge_environment(const std::vector<std::string_view>& parent_env,
                                           const EnvironmentChanges& changes) {
  // The winning value of each name; removed names have none.
  std::unordered_map<std::string_view, const std::string*, VariableHash, SameVariable> set;
  for (const auto& [key, value] : changes.set) set[key] = &value;
  for (const auto& key : changes.unset) set.erase(key);
  const std::unordered_set<std::string_view, VariableHash, SameVariable> unset(
      changes.unset.begin(), changes.unset.end());

  std::vector<std::string> merged;
  merged.reserve(parent_env.size() + set.size());
  if (!changes.clear) {
    for (const std::string_view variable : parent_env) {
      const bool well_formed = variable.find('=', 1) != std::string_view::npos;
      const std::string_view key = variable_name(variable);
      if (well_formed && (set.contains(key) || unset.contains(key))) continue;
      merged.emplace_back(variable);
    }
  }
  for (const auto& [key, value] : changes.set) {
    const auto at = set.find(key);
    if (at == set.end() || at->second != &value) continue;  // removed, or overridden
    merged.emplace_back(key).append("=").append(value);
  }
  return merged;
}

Execve resolve(const Command& command, const std::vector<std::string_view>& parent_env,
               const std::optional<ChannelEnd>& channel) {
  Execve execve;
  std::vector<std::string_view> inherited = parent_env;
  if (!command.pass_channel) {
    std::erase_if(inherited, [](std::string_view variable) {
      return is_channel_variable(variable_name(variable));
    });
  }
  EnvironmentChanges changes = command.env;
  if (channel) set_channel_variables(changes, *channel);
  execve.envp = merge_environment(inherited, changes);
  add_required_variables(execve.envp, inherited, changes);
  execve.file = command.shell.value_or(command.file);
  execve.argv = {command.argv0.value_or(execve.file)};
  auto [words, verbatim] = command.shell ? shell_words(*command.shell, command.file, command.args)
                                         : ShellWords{.words = command.args};
  execve.argv.reserve(words.size() + 1);
  std::move(words.begin(), words.end(), std::back_inserter(execve.argv));
  execve.verbatim = verbatim;
  execve.cmd = joined(command.file, command.args);
  execve.candidates = path_candidates(execve.file, execve.envp, command.empty_path_is_cwd);
  return execve;
}

void name_command(Result& result, Execve& execve, const Command& command) {
  result.cmd = std::move(execve.cmd);
  result.file = std::move(execve.file);
  result.argv = std::move(execve.argv);
  result.cwd = command.cwd;
}

}  // namespace cpr
