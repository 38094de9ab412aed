#include "core/command.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace cpr {
namespace {

constexpr std::string_view default_path = "/usr/bin:/bin";

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
  std::unordered_map<std::string_view, const std::string*> set;
  for (const auto& [key, value] : changes.set) set[key] = &value;
  for (const auto& key : changes.unset) set.erase(key);
  const std::unordered_set<std::string_view> unset(changes.unset.begin(), changes.unset.end());

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

bool is_searched(std::string_view file) {
  return file.find('/') == file.npos;
}

std::vector<std::string> path_candidates(std::string_view file,
                                         const std::vector<std::string>& envp, bool empty_is_cwd) {
  if (!is_searched(file)) return {std::string(file)};
  std::string_view path = default_path;
  for (const std::string_view variable : envp) {
    if (variable.starts_with("PATH=")) {
      path = variable.substr(5);
      break;
    }
  }
  std::vector<std::string> candidates;
  while (true) {
    const auto end = std::min(path.find(':'), path.size());
    if (end > 0) {
      candidates.emplace_back(path.substr(0, end)).append("/").append(file);
    } else if (empty_is_cwd) {
      candidates.emplace_back(file);
    }
    if (end == path.size()) return candidates;
    path.remove_prefix(end + 1);
  }
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
  execve.file = command.shell.value_or(command.file);
  execve.argv.reserve(command.args.size() + 4);
  execve.argv.push_back(command.argv0.value_or(execve.file));
  if (command.shell) {
    execve.argv.emplace_back("-c");
    execve.argv.push_back(command.file);
    // The arguments become $1, $2, ... and are not joined to the script; $0 is the shell's name.
    if (!command.args.empty()) execve.argv.push_back(*command.shell);
  }
  execve.argv.insert(execve.argv.end(), command.args.begin(), command.args.end());
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
